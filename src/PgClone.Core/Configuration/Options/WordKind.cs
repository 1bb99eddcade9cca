namespace PgClone.Configuration.Options;

/// <summary>One of a few words, each of which stands for a value. Case does not matter.</summary>
internal sealed class WordKind<T>(params (string Word, T Value)[] values) : OptionKind<T?>
    where T : struct
{
    public override string Expected => string.Join(" or ", Words);

    public override string Placeholder => string.Join('|', Words);

    public override IReadOnlyList<string> Words => [.. values.Select(value => value.Word)];

    public override string? ToWord(T? value) => values.Where(known => known.Value.Equals(value)).Select(known => known.Word).SingleOrDefault();

    public override bool TryParse(IReadOnlyList<string> words, out T? value)
    {
        value = words is [var word] ? Find(word) : null;
        return value is not null;
    }

    private T? Find(string word)
    {
        foreach (var (known, value) in values)
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase)) return value;

        return null;
    }
}
