using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>
/// The text of a <c>pgclone.json</c> with <c>${NAME}</c> in its strings replaced by the environment's variable, and what is known of it from before: where each
/// setting stands, which variables it names. <c>$${</c> stands for <c>${</c>.
/// </summary>
internal sealed partial class SettingsText
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PgCloneException> _failures = new(StringComparer.Ordinal);
    private readonly List<(int Start, int Length, int OldStart, int OldLength)> _replaced = [];

    /// <summary>What is to be read.</summary>
    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    /// <summary>The line of each member, by its names from the outermost on, with slashes between them: <c>restore/default/jobs</c>.</summary>
    public IReadOnlyDictionary<string, int> Lines => _lines;

    /// <summary>The variables that are named.</summary>
    public IReadOnlyCollection<string> Variables => _variables;

    /// <summary>What is wrong with the databases that can't be used here, by their aliases: nobody has the variables of all of them.</summary>
    public IReadOnlyDictionary<string, PgCloneException> Failures => _failures;

    /// <param name="path">The file, for messages.</param>
    /// <param name="json">What is in it; where that is no JSON, what follows stays as it is.</param>
    /// <param name="environment">The variables.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: a variable is not set, or <c>${</c> is followed by no name.</exception>
    public static SettingsText Read(string path, byte[] json, IReadOnlyDictionary<string, string> environment)
    {
        var text = new SettingsText();
        var copied = 0;
        try
        {
            copied = text.Replace(path, json, environment);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader of settings meets the same and says so.
            copied = text._replaced is [.., var last] ? last.OldStart + last.OldLength : 0;
        }

        text._json.Write(json.AsSpan(copied));
        return text;
    }

    /// <summary>Where what stands at an offset of <see cref="Json"/> stood before.</summary>
    public int OldOffset(int offset)
    {
        var shift = 0;
        foreach (var one in _replaced.TakeWhile(one => one.Start <= offset))
        {
            if (offset < one.Start + one.Length) return one.OldStart;
            shift = one.OldStart + one.OldLength - one.Start - one.Length;
        }

        return offset + shift;
    }

    private int Replace(string path, byte[] json, IReadOnlyDictionary<string, string> environment)
    {
        var reader = new Utf8JsonReader(json, SettingsReader.Lenient);
        var names = new List<string>();
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.CurrentDepth <= names.Count) names.RemoveRange(reader.CurrentDepth - 1, names.Count - reader.CurrentDepth + 1);
                names.Add(reader.GetString()!);
                _lines[string.Join('/', names)] = TextPosition.Of(json, (int)reader.TokenStartIndex).Line;
            }
            else if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IndexOf("${"u8) >= 0)
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                var position = TextPosition.Of(json, start);
                var value = JsonEncodedText.Encode(Fill(reader.GetString()!, names, environment, path, position), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

                _json.Write(json.AsSpan(copied, start - copied));
                _replaced.Add((_json.WrittenCount, value.Length + 2, start, end - start));
                _json.Write("\""u8);
                _json.Write(value);
                _json.Write("\""u8);
                copied = end;
            }
        }

        return copied;
    }

    private string Fill(string value, List<string> names, IReadOnlyDictionary<string, string> environment, string path, TextPosition position) => Placeholder().Replace(value, match =>
    {
        if (match.Value == "$${") return "${";
        if (match.Groups["name"] is not { Success: true, Value: var name })
            throw Invalid("'${' is not followed by a variable's name and '}'.", "Write ${NAME}, or $${ for the two characters themselves.");

        _variables.Add(name);
        if (environment.TryGetValue(name, out var text)) return text;

        var failure = Invalid($"The environment variable {name} is not set.", $"Set it, or write $${{{name}}} if the text itself is meant.");
        if (names is not ["databases", var alias, ..]) throw failure;

        _failures.TryAdd(alias, failure);
        return match.Value;

        PgCloneException Invalid(string why, string advice) =>
            new(ErrorCode.InvalidConfiguration, "The configuration can't be read.", $"{path}, {position}", why, advice);
    });

    [GeneratedRegex(@"\$\$\{|\$\{((?<name>[A-Za-z_][A-Za-z0-9_]*)\})?")]
    private static partial Regex Placeholder();
}
