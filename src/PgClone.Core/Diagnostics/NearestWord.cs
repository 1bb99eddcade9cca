namespace PgClone.Diagnostics;

/// <summary>Finds what somebody meant who misspelt a word.</summary>
internal static class NearestWord
{
    /// <summary>
    /// The word that takes the fewest changes: of a letter that is missing, too much, another one, or in its neighbour's place. A word that
    /// holds all of what was written is near too, however long it is.
    /// </summary>
    /// <param name="word">What was written.</param>
    /// <param name="words">What could have been meant; at least one.</param>
    public static string Of(string word, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(words);

        return words
            .Order(StringComparer.Ordinal)
            .MinBy(candidate => Changes(word.ToUpperInvariant(), candidate.ToUpperInvariant()))!;
    }

    /// <summary>The word that takes the fewest changes, as <see cref="Of"/> finds it; null where it takes more than <paramref name="changes"/>.</summary>
    public static string? Within(string word, IReadOnlyList<string> words, int changes)
    {
        var nearest = Of(word, words);
        return Changes(word.ToUpperInvariant(), nearest.ToUpperInvariant()) <= changes ? nearest : null;
    }

    private static int Changes(string word, string candidate) =>
        candidate.Contains(word, StringComparison.Ordinal) ? Math.Min(candidate.Length - word.Length, 2) : Distance(word, candidate);

    private static int Distance(string a, string b)
    {
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                costs[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[a.Length, b.Length];
    }
}
