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
    public static TOwner Read<TOwner>(TOwner owner, IReadOnlyList<OptionDefinition<TOwner>> options, ref Utf8JsonReader reader, string? name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException($"{(name is null ? "The file" : $"'{Short(name)}'")} must be an object.");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            if (!seen.Add(member)) throw Twice(member);

            var isSchema = name is null && member == Schema;
            var option = isSchema ? null : options.FirstOrDefault(option => option.Name == member) ?? throw Unknown(member, options.Select(option => option.Name));
            reader.Read();
            if (option is null)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null)
                owner = option.Read(owner, ref reader);
        }

        return owner;
    }

    public static FormatException Twice(string name) => new($"'{Short(name)}' is given twice.");

    private static UnknownSettingException Unknown(string name, IEnumerable<string> known) =>
        new(Short(name), NearestWord.Of(Short(name), known));

    /// <summary>A name can be as long as the file.</summary>
    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "...";
}
