using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>
/// Reads <c>pgclone.json</c>: comments and trailing commas are welcome; unknown settings are errors (they are misspelt ones), and so are those
/// that stand there twice.
/// </summary>
internal static class SettingsReader
{
    internal static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file over the settings that hold without it.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>.</exception>
    public static PgCloneSettings Read(string path, PgCloneSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        string text;
        try
        {
            text = ReadText(path);
        }
        catch (DecoderFallbackException e)
        {
            var bytes = File.ReadAllBytes(path);
            Utf8.ToUtf16(bytes, new char[bytes.Length], out var valid, out _, replaceInvalidSequences: false);
            throw Invalid(path, TextPosition.Of(bytes, valid), "It is not UTF-8, nor UTF-16 with a byte-order mark.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, "The configuration can't be read.", path, e.Message, innerException: e);
        }

        return Parse(path, Encoding.UTF8.GetBytes(text), settings, environment);
    }

    private static PgCloneSettings Parse(string path, byte[] json, PgCloneSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        var text = SettingsText.Read(path, json, environment);
        var reader = new Utf8JsonReader(text.Json, Lenient);
        try
        {
            reader.Read();
            var read = OptionObject.Read(settings, SettingList.All, ref reader, name: null);
            reader.Read();
            return read with
            {
                File = (path, text.Lines),
                FileVariables = text.Variables,
                Databases = read.Databases.ToDictionary(one => one.Key, one => one.Value with { Failure = text.Failures.GetValueOrDefault(one.Key) }, StringComparer.Ordinal),
            };
        }
        catch (FormatException e)
        {
            throw Invalid(path, TextPosition.Of(json, text.OldOffset((int)reader.TokenStartIndex)), e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw Invalid(path, TextPosition.Of(json, text.OldOffset((int)reader.TokenStartIndex)), "A text holds one half of a surrogate pair.", e);
        }
        catch (JsonException e)
        {
            throw Invalid(path, TextPosition.Of(json, text.OldOffset(TextPosition.OffsetOf(text.Json, e.LineNumber ?? 0, e.BytePositionInLine ?? 0))), WhyOf(e), e);
        }
    }

    /// <summary>Editors and shells on Windows begin a file with a byte-order mark, in UTF-8 as well as in UTF-16.</summary>
    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>The reader's message ends with where it was, counted from nought, and of a file without anything in it speaks to programmers.</summary>
    private static string WhyOf(JsonException e) =>
        e.Message.Contains("isFinalBlock", StringComparison.Ordinal) ? "It is empty." : e.Message.Split(" LineNumber:", 2)[0];

    private static PgCloneException Invalid(string path, TextPosition position, string why, Exception inner) => new(
        ErrorCode.InvalidConfiguration, "The configuration can't be read.", $"{path}, {position}", why,
        (inner as UnknownSettingException)?.Advice ?? "Correct the file; docs/configuration.md shows every setting.", inner);
}
