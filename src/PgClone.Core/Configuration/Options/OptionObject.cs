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
    /// <exception cref="FormatException">A member is unknown, stands there twice, or has no value that it can have.</exception>
    public static TOwner Read<TOwner>(TOwner owner, IReadOnlyList<OptionDefinition<TOwner>> options, ref Utf8JsonReader reader, string? name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException($"{(name is null ? "The file" : $"'{name}'")} must be an object.");

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

    public static FormatException Twice(string name) => new($"'{name}' stands there twice.");

    private static FormatException Unknown(string name, IEnumerable<string> known) => new($"There is no setting '{name}'; the nearest is '{NearestWord.Of(name, known)}'.");
}
