using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>Objects by name, each with options of its own. They stand in <c>pgclone.json</c> only.</summary>
internal sealed class NamedKind<TItem>(IReadOnlyList<OptionDefinition<TItem>> options) : OptionKind<IReadOnlyDictionary<string, TItem>>
    where TItem : new()
{
    public override string Expected => "an object whose members are named by you";

    public override string Placeholder => "";

    public override bool TryParse(IReadOnlyList<string> words, out IReadOnlyDictionary<string, TItem> value) =>
        throw new NotSupportedException("These are written in pgclone.json only.");

    public override bool TryRead(ref Utf8JsonReader reader, out IReadOnlyDictionary<string, TItem> value)
    {
        var items = new Dictionary<string, TItem>(StringComparer.Ordinal);
        value = items;
        if (reader.TokenType != JsonTokenType.StartObject) return false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (items.ContainsKey(name)) throw OptionObject.Twice(name);

            reader.Read();
            items.Add(name, OptionObject.Read(new TItem(), options, ref reader, name));
        }

        return true;
    }
}
