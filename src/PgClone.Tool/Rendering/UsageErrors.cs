using System.CommandLine;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is said about a command line that can't be understood.</summary>
internal static class UsageErrors
{
    public static void Write(IAnsiConsole error, ParseResult parse)
    {
        foreach (var problem in parse.Errors.Select(e => e.Message).Distinct()) error.WriteLine("error: " + problem, new Style(Color.Red));
        error.WriteLine($"'{CommandPath(parse.CommandResult.Command)} --help' shows what can be given.");
    }

    private static string CommandPath(Command command) =>
        command is RootCommand ? "pgclone" : $"{CommandPath(command.Parents.OfType<Command>().Single())} {command.Name}";
}
