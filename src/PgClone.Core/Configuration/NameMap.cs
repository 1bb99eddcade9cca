using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>Reads new names for old ones from words such as <c>old=new</c>.</summary>
public static class NameMap
{
    /// <summary>Reads the words; null where there are none, so that the configuration decides.</summary>
    /// <param name="words">The words; the first equals sign of each separates. The new name may be empty.</param>
    /// <param name="option">The option's name, for messages.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a word has no old name, or the same one as another.</exception>
    public static IReadOnlyDictionary<string, string>? Parse(IEnumerable<string>? words, string option)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            var separator = word.IndexOf('=', StringComparison.Ordinal);
            if (separator < 1 || !names.TryAdd(word[..separator], word[(separator + 1)..]))
                throw new PgCloneException(ErrorCode.InvalidOption, $"'{word}' is no value for {option}; it is written old=new, each old name once.");
        }

        return names.Count == 0 ? null : names;
    }
}
