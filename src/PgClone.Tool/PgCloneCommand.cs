using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PgClone.Tool.Commands;
using PgClone.Tool.Rendering;

namespace PgClone.Tool;

/// <summary>The command <c>pgclone</c> with all its verbs.</summary>
internal static class PgCloneCommand
{
    public static RootCommand Create(ToolHost host)
    {
        var common = new CommonOptions();
        var root = new RootCommand("Dumps PostgreSQL databases, lists the dumps, restores them beside the live database and swaps the result in.")
        {
            common.Verbosity,
            new DumpVerb(host, common),
            new ListVerb(host, common),
            new InspectVerb(host, common),
            new VerifyVerb(host, common),
            new PruneVerb(host, common),
            new PushVerb(host, common),
            new PullVerb(host, common),
            new UpdateVerb(host, common),
            new RestoreVerb(host, common),
            new CopyVerb(host, common),
            new DropVerb(host, common),
            new ReapVerb(host, common),
            new ServerVerb(host, common),
            new TemplatesVerb(host, common),
            new ImageVerb(host, common),
            new InitVerb(host, common),
            new ConfigVerb(host, common),
            new DoctorVerb(host, common),
            new CompletionsVerb(host, common),
            new HelpVerb(host),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        help.Aliases.Add("-?");
        // Who names no command wants to know which there are.
        foreach (var command in root.Subcommands.Where(command => command.Subcommands.Count > 0).Prepend<Command>(root)) command.SetAction(new HelpAction().Invoke);
        return root;
    }

    /// <summary>Parses and runs one command line.</summary>
    /// <returns>The process' exit code, one of <see cref="ExitCode"/>.</returns>
    public static Task<int> InvokeAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        var root = Create(host);
        var parse = root.Parse(args);
        // The parser's own words would only follow from a misspelt one.
        var misspellings = parse.Action is HelpWithExamples || root.Directives.Any(directive => parse.GetResult(directive) is not null) ? [] : Misspellings.Find(parse);
        if (misspellings.Count > 0 || parse.Action is ParseErrorAction)
        {
            UsageErrors.Write(host.Error, parse.CommandResult.Command, misspellings.Count > 0 ? misspellings : parse.Errors.Select(e => e.Message));
            return Task.FromResult(ExitCode.Usage);
        }

        var invocation = new InvocationConfiguration
        {
            Output = host.Out.Profile.Out.Writer,
            Error = host.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            // Signals are Interruption's: a cancelled restore takes its time to clean up.
            ProcessTerminationTimeout = null,
        };
        return parse.InvokeAsync(invocation, cancellationToken);
    }
}
