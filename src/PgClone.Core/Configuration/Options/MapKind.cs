using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>New names by old ones: <c>old=new</c> on a command line, an object in <c>pgclone.json</c>. A new name may be empty.</summary>
internal sealed class MapKind : OptionKind<IReadOnlyDictionary<string, string>?>
{
    public override string Expected => "old=new, each old name once";

    public override string Placeholder => "old=new";

    public override bool IsList => true;

    public override bool TryParse(IReadOnlyList<string> words, out IReadOnlyDictionary<string, string>? value)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        value = names;
        return words.All(word => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var separator && names.TryAdd(word[..separator], word[(separator + 1)..]));
    }

    public override bool TryRead(ref Utf8JsonReader reader, out IReadOnlyDictionary<string, string>? value)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        value = names;
        if (reader.TokenType != JsonTokenType.StartObject) return false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var oldName = reader.GetString()!;
            if (oldName.Length == 0 || names.ContainsKey(oldName) || !reader.Read() || reader.TokenType != JsonTokenType.String) return false;
            names.Add(oldName, reader.GetString()!);
        }

        return true;
    }
}
