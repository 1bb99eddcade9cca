using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

/// <summary><c>pgclone help restore</c>, which many type first, as <c>pgclone restore --help</c>.</summary>
internal sealed class HelpVerb : Command
{
    private readonly Argument<string[]> _words = new("command") { HelpName = "command", Description = "The command to explain. Default: all of them.", Arity = ArgumentArity.ZeroOrMore };

    public HelpVerb(ToolHost host)
        : base("help", "Explains a command.")
    {
        _words.CompletionSources.Add(context => [.. Root(context.ParseResult).Subcommands.Select(command => new System.CommandLine.Completions.CompletionItem(command.Name))]);
        Add(_words);
        SetAction((parse, cancellationToken) => ExplainAsync(host, Root(parse), parse.GetValue(_words) ?? [], cancellationToken));
    }

    private static Command Root(ParseResult parse) => parse.RootCommandResult.Command;

    private static Task<int> ExplainAsync(ToolHost host, Command root, string[] words, CancellationToken cancellationToken)
    {
        var command = root;
        foreach (var word in words)
        {
            if (command.Subcommands.FirstOrDefault(candidate => candidate.Name == word) is { } next)
            {
                command = next;
                continue;
            }

            var names = command.Subcommands.Select(candidate => candidate.Name).ToList();
            UsageErrors.Write(host.Error, command, [$"There is no command '{word}'." + (names.Count > 0 ? $" The nearest is '{NearestWord.Of(word, names)}'." : "")]);
            return Task.FromResult(ExitCode.Usage);
        }

        return PgCloneCommand.InvokeAsync([.. words, "--help"], host, cancellationToken);
    }
}
