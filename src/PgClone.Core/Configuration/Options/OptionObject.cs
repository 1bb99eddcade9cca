using System.Text.Json;
using PgClone.Diagnostics;

namespace PgClone.Configuration.Options;

/// <summary>Reads a JSON object whose members are options.</summary>
internal static class OptionObject
{
    /// <summary>Editors put the address of the file's schema here; it says nothing to PgClone.</summary>
    private const string Schema = "$schema";

    /// <summary>Reads the object that the reader is at. A member that is null counts as not given.</summary>
    /// <param name="owner">What the options are set on.</param>
    /// <param name="options">Those that there are.</param>
    /// <param name="reader">At the object's start; left at its end.</param>
    /// <param name="name">The object's name, for messages; null for the whole file.</param>
    /// <exception cref="FormatException">A member is unknown, is given twice, or has no value that it can have.</exception>
    public static TOwner Read<TOwner>(TOwner owner, IReadOnlyList<OptionDefinition<TOwner>> options, ref Utf8JsonReader reader, string? name) =>
        Read(owner, options, ref reader, name, group: "");

    // What the names of the object's options begin with is its group: those of the object "server" with "server.".
    private static TOwner Read<TOwner>(TOwner owner, IReadOnlyList<OptionDefinition<TOwner>> options, ref Utf8JsonReader reader, string? name, string group)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException($"{(name is null ? "The file" : $"'{Short(name)}'")} must be an object.");

        var names = options.Select(option => option.Name).Where(option => option.StartsWith(group, StringComparison.Ordinal)).Select(option => option[group.Length..].Split('.')[0]).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            if (!seen.Add(member)) throw Twice(member);

            var isSchema = name is null && member == Schema;
            if (!isSchema && !names.Contains(member)) throw Unknown(member, names);
            var option = options.FirstOrDefault(option => option.Name == group + member);
            reader.Read();
            if (isSchema)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null)
                owner = option is null ? Read(owner, options, ref reader, member, $"{group}{member}.") : option.Read(owner, ref reader);
        }

        return owner;
    }

    public static FormatException Twice(string name) => new($"'{Short(name)}' is given twice.");

    private static UnknownSettingException Unknown(string name, IEnumerable<string> known) =>
        new(Short(name), NearestWord.Of(Short(name), known));

    /// <summary>A name can be as long as the file.</summary>
    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "...";
}
