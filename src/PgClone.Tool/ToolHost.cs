using PgClone.Configuration;
using PgClone.Tool.Rendering;
using Spectre.Console;

namespace PgClone.Tool;

/// <summary>What surrounds the tool: results go to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record ToolHost(IAnsiConsole Out, IAnsiConsole Error, string Directory, IReadOnlyDictionary<string, string> Environment)
{
    /// <param name="connectionVariable">The variable that an option names for the connection string.</param>
    public PgCloneSettings LoadSettings(string? connectionVariable = null) => SettingsLoader.Load(Directory, Environment, connectionVariable);

    /// <summary>What stdout is written through; null where a test reads what is written.</summary>
    public StandardWriter? Output { get; private init; }

    /// <summary>Asks whoever sits at the terminal a question, and gives the line that is answered; null where nobody does.</summary>
    public Func<string, CancellationToken, Task<string>>? Ask { get; init; }

    public static ToolHost OfThisProcess()
    {
        var environment = SettingsLoader.ReadEnvironment();
        var isPlain = BuildServer.IsSeenIn(environment);
        var output = new StandardWriter(StandardStreams.OpenOutput(isPlain));
        // Whoever writes to the console, the parser and the display of progress among them, does it through these.
        Console.SetOut(output);
        Console.SetError(new StandardWriter(StandardStreams.OpenErrors(isPlain)));
        return new ToolHost(
            CreateConsole(Console.Out, isPlain || Console.IsOutputRedirected),
            CreateConsole(Console.Error, isPlain || Console.IsErrorRedirected),
            System.Environment.CurrentDirectory,
            environment) { Output = output, Ask = isPlain || Console.IsInputRedirected || Console.IsErrorRedirected ? null : AskAsync };
    }

    private static async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        await Console.Error.WriteAsync(question.AsMemory(), cancellationToken).ConfigureAwait(false);
        // A read from a terminal can't be called off: it is left behind.
        return (await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false) ?? "").Trim();
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isPlain) =>
        isPlain ? PlainOutput.CreateConsole(writer) : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
