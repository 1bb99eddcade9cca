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
        var isFlag = bool.TryParse(words.SingleOrDefault(), out var flag);
        value = flag;
        return isFlag;
    }

    public override bool TryRead(ref Utf8JsonReader reader, out bool? value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }
}
