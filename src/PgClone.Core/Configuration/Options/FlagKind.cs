using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>True or false.</summary>
internal sealed class FlagKind : OptionKind<bool?>
{
    public override string Expected => "true or false";

    public override string Placeholder => "true|false";

    public override IReadOnlyList<string> Words => ["true", "false"];

    public override string? ToWord(bool? value) => value is { } flag ? flag ? "true" : "false" : null;

    public override bool TryParse(IReadOnlyList<string> words, out bool? value)
    {
        // Variables are often switched on with a number.
        var word = words.SingleOrDefault() switch { "1" => "true", "0" => "false", var other => other };
        var isFlag = bool.TryParse(word, out var flag);
        value = flag;
        return isFlag;
    }

    public override bool TryRead(ref Utf8JsonReader reader, out bool? value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }
}
