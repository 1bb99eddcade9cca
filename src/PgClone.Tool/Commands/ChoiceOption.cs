using System.CommandLine;

namespace PgClone.Tool.Commands;

/// <summary>An option whose value is one of a few words: an enumeration's names in lower case. Null where it is not given.</summary>
internal sealed class ChoiceOption<T> : Option<T?>
    where T : struct, Enum
{
    private static readonly string[] Words = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    public ChoiceOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        HelpName = string.Join('|', Words);
        CompletionSources.Add(Words);
        CustomParser = result =>
        {
            var word = result.Tokens.Single().Value;
            if (Words.Contains(word, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(word, ignoreCase: true);

            result.AddError($"'{word}' is not a value of {name}; it must be one of {string.Join(", ", Words)}.");
            return null;
        };
    }
}
