using PgClone.Configuration.Options;
using PgClone.Diagnostics;

namespace PgClone.MSBuild;

/// <summary>The names that a project may use, without the <c>PgClone</c> that all of them begin with.</summary>
internal static class PropertyNames
{
    /// <summary>What they begin with.</summary>
    public const string Prefix = "PgClone";

    /// <summary>What can be set: options of the engine, and what only this door has.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        "DumpKey", "Database", "Storage", "Config", "ConnectionVariable", "RestoreOnBuild", "RestoreAlways", "Skip", "KeepLast", "KeepDaily", "KeepWeekly", "KeepMonthly", "OlderThan", "PruneApply",
        "CopyName", "CopyReplace", "CopyDryRun", "From", "To",
        .. RestoreOptionList.All.Where(option => !IsList(option.ValueType)).Select(option => option.Property)
            .Union(DumpOptionList.All.Where(option => !IsList(option.ValueType)).Select(option => option.Property)),
    ];

    /// <summary>Lists of items, each called by one of what it takes.</summary>
    public static IReadOnlyList<string> Items { get; } =
    [
        .. RestoreOptionList.All.Where(option => IsList(option.ValueType)).Select(option => OfFlag(option.Flag))
            .Union(DumpOptionList.All.Where(option => IsList(option.ValueType)).Select(option => OfFlag(option.Flag))),
    ];

    /// <summary>What comes back.</summary>
    public static IReadOnlyList<string> Outputs { get; } = ["ConnectionString", "RestoredKey", "DumpedKey", "VerifiedKey"];

    /// <summary>Says what is wrong with a property that was set, or gives null.</summary>
    public static (string What, string Advice)? Complaint(string property)
    {
        if (!property.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;

        var name = property[Prefix.Length..];
        if (Is(name, "Connection") || Is(name, "ConnectionString"))
            return (
                Is(name, "Connection") ? $"There is no property {property}." : $"{property} says how to connect to what was restored, and is not to be set.",
                "Put the connection string into an environment variable, and that variable's name into PgCloneConnectionVariable: a build's log records every property.");
        if (Outputs.Any(output => Is(name, output))) return ($"{property} is what comes back, and is not to be set.", "PgCloneDumpKey names the dump to restore.");
        if (Is(name, "Source") || Is(name, "Key")) return ($"There is no property {property}.", "PgCloneDumpKey names the dump to restore.");
        if (Items.FirstOrDefault(item => Is(name, item) || Is(name, item + "s")) is { } list)
            return ($"{property} is not a property but a list of items.", $"Write <{Prefix}{list} Include=\"...\" /> in an ItemGroup.");
        if (Properties.Any(known => Is(name, known))) return null;

        return NearestWord.Within(name, [.. Properties, .. Items], name.Length > 4 ? 2 : 1) is { } near
            ? ($"There is no property {property}.", $"Did you mean {Prefix}{near}?")
            : null;
    }

    private static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    private static string OfFlag(string flag) => string.Concat(flag.TrimStart('-').Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
