using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>Any number of values, each of them written as one word.</summary>
internal abstract class ListKind<T> : OptionKind<IReadOnlyList<T>?>
{
    public override bool IsList => true;

    public override bool TryParse(IReadOnlyList<string> words, out IReadOnlyList<T>? value)
    {
        var items = new List<T>();
        value = items;
        foreach (var word in words)
        {
            if (!TryParseItem(word, out var item)) return false;
            items.Add(item);
        }

        return true;
    }

    public override bool TryRead(ref Utf8JsonReader reader, out IReadOnlyList<T>? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.StartArray) return false;

        var items = new List<T>();
        value = items;
        while (reader.Read() && reader.TokenType == JsonTokenType.String && TryParseItem(reader.GetString()!, out var item)) items.Add(item);
        return reader.TokenType == JsonTokenType.EndArray;
    }

    protected abstract bool TryParseItem(string word, out T item);
}
