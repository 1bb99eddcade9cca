using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Processes;
using PgClone.Servers;

namespace PgClone.Hooks;

/// <summary>A hook that is a program. No shell is involved.</summary>
/// <remarks>
/// The program finds the database by libpq's variables (<c>PGHOST</c>, <c>PGDATABASE</c>...), by <c>ConnectionStrings__Default</c> and
/// <c>ConnectionStrings__{target database}</c>, as ASP.NET Core reads them, and by <c>PGCLONE_CONNECTION_STRING</c>; <c>PGCLONE_DATABASE</c>,
/// <c>PGCLONE_TARGET</c> and <c>PGCLONE_HOOK_POINT</c> say where it is. Arguments may hold <c>{database}</c>, <c>{host}</c>, <c>{port}</c> and
/// <c>{user}</c>; every user of the machine can read arguments, so there is no placeholder for what holds a password.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="command">The program, by its name on PATH or its path, and its arguments.</param>
/// <param name="workingDirectory">Where it runs; a relative path of the program starts here.</param>
public sealed partial class CommandHook(string name, IReadOnlyList<string> command, string workingDirectory) : IHook
{
    private const string ConnectionStringVariable = "PGCLONE_CONNECTION_STRING";
    private const string DatabaseVariable = "PGCLONE_DATABASE";
    private const string TargetVariable = "PGCLONE_TARGET";
    private const string HookPointVariable = "PGCLONE_HOOK_POINT";
    private const int LinesOfEachStream = 10;

    /// <summary>PgClone's own variables that a program is given.</summary>
    internal static IReadOnlyList<string> Variables { get; } = [ConnectionStringVariable, DatabaseVariable, TargetVariable, HookPointVariable];

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The files that decide what the program does, from its working directory: files, folders with all that is below them, or
    /// patterns of names such as <c>src/**/*.sql</c>. Null where nobody knows.
    /// </summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <inheritdoc/>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: the program could not be started or did not end with exit code 0.</exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);

        // Kept apart: nobody knows in which order two pipes are read, and the error must not be crowded out.
        var (printed, errors) = (new LastLines(LinesOfEachStream), new LastLines(LinesOfEachStream));
        var process = Start(context, Into(printed), Into(errors), cancellationToken);
        await using var _ = process.ConfigureAwait(false);
        process.Input.Close();
        var exitCode = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new PgCloneException(
                ErrorCode.HookFailed, $"The hook '{Name}' failed: {command[0]} ended with exit code {exitCode}.", context.Database,
                LastLines.Join(printed, errors));
        }

        Action<string> Into(LastLines last) => line =>
        {
            last.Add(line);
            context.Output(line);
        };
    }

    /// <inheritdoc/>
    /// <remarks>The command line and the <see cref="Inputs"/>, as far as these are given.</remarks>
    public async Task<string?> ReadContentAsync(CancellationToken cancellationToken = default) => Inputs is null
        ? null
        : string.Join('\n', [.. command.Select(word => $"{word.Length}:{word}"), await HookInputs.ReadAsync(Name, Inputs, workingDirectory, cancellationToken).ConfigureAwait(false)]);

    private ChildProcess Start(HookContext context, Action<string> onOutput, Action<string> onError, CancellationToken cancellationToken)
    {
        // .NET looks for a relative program in its own working directory, not in that of the new process.
        var program = Path.GetFileName(command[0]) == command[0] ? command[0] : Path.GetFullPath(HomePath.Expand(command[0]), workingDirectory);
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingDirectory };
        start.ConnectTo(context.Server, context.Database);
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(Fill(argument, context, start.Environment));
        AddVariables(start.Environment, context);

        try
        {
            return ChildProcess.Start(start, onOutput, onError, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new PgCloneException(
                ErrorCode.HookFailed, $"The hook '{Name}' failed: {command[0]} could not be started.", workingDirectory, e.Message,
                "Check that the program is installed, on PATH or relative to the hook's working directory, and executable.", e);
        }
    }

    private static void AddVariables(IDictionary<string, string?> environment, HookContext context)
    {
        environment["ConnectionStrings__Default"] = context.ConnectionString;
        // No variable's name can hold an equals sign.
        if (!context.TargetDatabase.Contains('=', StringComparison.Ordinal)) environment["ConnectionStrings__" + context.TargetDatabase] = context.ConnectionString;
        environment[ConnectionStringVariable] = context.ConnectionString;
        environment[DatabaseVariable] = context.Database;
        environment[TargetVariable] = context.TargetDatabase;
        environment[HookPointVariable] = context.Point switch { HookPoint.PreDump => "pre-dump", HookPoint.Mask => "mask", _ => "pre-swap" };
    }

    private static string Fill(string argument, HookContext context, IDictionary<string, string?> environment) => Placeholder().Replace(argument, m => m.Value switch
    {
        "{database}" => context.Database,
        "{host}" => context.Server.Host,
        "{port}" => environment["PGPORT"]!,
        _ => environment.TryGetValue("PGUSER", out var user) ? user! : Environment.UserName,
    });

    [GeneratedRegex(@"\{(database|host|port|user)\}")]
    private static partial Regex Placeholder();
}
