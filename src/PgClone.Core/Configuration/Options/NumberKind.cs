using System.Globalization;
using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>A whole number of at least 1.</summary>
internal sealed class NumberKind : OptionKind<int?>
{
    public override string Expected => "a whole number of at least 1";

    public override string Placeholder => "number";

    public override bool TryParse(IReadOnlyList<string> words, out int? value)
    {
        var isNumber = int.TryParse(words.SingleOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber && number >= 1;
    }

    public override bool TryRead(ref Utf8JsonReader reader, out int? value)
    {
        var number = 0;
        var isNumber = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out number);
        value = number;
        return isNumber && number >= 1;
    }
}
