using PgClone.Diagnostics;

namespace PgClone.MSBuild;

/// <summary>The names that a project may use, without the <c>PgClone</c> that all of them begin with.</summary>
internal static class PropertyNames
{
    /// <summary>What they begin with.</summary>
    public const string Prefix = "PgClone";

    /// <summary>What can be set.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        "Database", "DumpKey", "DumpConfig", "Storage", "Config", "ConnectionVariable", "Jobs", "Engine", "OnError", "Wait", "NoOwner", "NoAcl", "NoComments",
        "NoPublications", "NoSubscriptions", "NoSecurityLabels", "AllowOrigin", "Latest", "IfChanged", "RestoreAlways", "KeepLast", "KeepDaily", "KeepWeekly", "KeepMonthly", "OlderThan",
        "PruneApply", "SkipSections", "RoleMap", "TablespaceMap", "RestoreOnBuild", "Skip",
    ];

    /// <summary>Lists of items.</summary>
    public static IReadOnlyList<string> Items { get; } =
        ["IncludeSchema", "ExcludeSchema", "IncludeTable", "ExcludeTable", "ExcludeExtension", "IncludeData", "Exclude", "PreSwapHook", "PreDumpHook"];

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

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
