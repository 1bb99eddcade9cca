using System.CommandLine;
using System.CommandLine.Parsing;
using PgClone.Diagnostics;

namespace PgClone.Tool.Commands;

/// <summary>
/// Finds misspelt options and verbs. The parser takes a word that it does not know for the value of whatever can have one: <c>ls --locl</c>
/// would list the dumps of a database of that name, which are none.
/// </summary>
internal static class Misspellings
{
    /// <summary>A sentence for each.</summary>
    public static IReadOnlyList<string> Find(ParseResult parse)
    {
        var command = parse.CommandResult;
        // What follows two hyphens is meant literally.
        var words = parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument).Select(token => token.Value).ToHashSet();
        var options = command.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .Concat(parse.UnmatchedTokens)
            .Where(word => word.StartsWith('-') && words.Contains(word))
            .Select(word => $"There is no option '{word}'. {Nearest(word, OptionsOf(command))}");
        // No value of ours begins with two hyphens: it is the next option, and the value has been forgotten.
        var values = AllOptions(command)
            .SelectMany(option => option.Tokens, (option, token) => (option.Option.Name, token.Value))
            .Where(given => given.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(given => $"'{given.Value}' is not a value of {given.Name}. {Nearest(given.Value, OptionsOf(command))}");
        var verbs = command.Command.Subcommands.Count == 0 ? [] : parse.UnmatchedTokens
            .Where(word => !word.StartsWith('-'))
            .Take(1)
            .Select(word => $"There is no command '{word}'. {Nearest(word, command.Command.Subcommands.SelectMany(NamesOf))}");
        return [.. options, .. values, .. verbs];
    }

    private static string Nearest(string word, IEnumerable<string> words) => $"The nearest is '{NearestWord.Of(word, words)}'.";

    private static IEnumerable<OptionResult> AllOptions(CommandResult command) =>
        command.Children.OfType<OptionResult>().Concat(command.Parent is CommandResult parent ? AllOptions(parent) : []);

    private static IEnumerable<string> OptionsOf(CommandResult command) =>
        command.Command.Options
            .Concat(Ancestors(command).SelectMany(ancestor => ancestor.Command.Options.Where(option => option.Recursive)))
            .SelectMany(NamesOf);

    private static IEnumerable<CommandResult> Ancestors(CommandResult command) =>
        command.Parent is CommandResult parent ? Ancestors(parent).Prepend(parent) : [];

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    private static IEnumerable<string> NamesOf(Command command) => command.Aliases.Prepend(command.Name);
}
