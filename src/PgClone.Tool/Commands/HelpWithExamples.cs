using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PgClone.Tool.Commands;

/// <summary>The parser's help, and below it the verb's examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb { Examples: { Count: > 0 } examples }) return exitCode;

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine("  " + example.CommandLine);
            output.WriteLine("      " + example.Meaning);
        }

        output.WriteLine();
        return exitCode;
    }
}
