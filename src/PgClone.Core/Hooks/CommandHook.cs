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
/// The program finds the database by libpq's variables (<c>PGHOST</c>, <c>PGDATABASE</c>...), by <c>ConnectionStrings__Default</c>,
/// <c>ConnectionStrings__DefaultConnection</c> and <c>ConnectionStrings__{target database}</c>, as ASP.NET Core reads them, and by <c>PGCLONE_CONNECTION_STRING</c>; <c>PGCLONE_DATABASE</c>,
/// <c>PGCLONE_TARGET</c> and <c>PGCLONE_HOOK_POINT</c> say where it is. Arguments may hold <c>{database}</c>, <c>{host}</c>, <c>{port}</c>, <c>{user}</c>
/// and <c>{connection}</c>, an Npgsql connection string without the password: that is in <c>PGPASSWORD</c>, where Npgsql looks for it. Every user of
/// the machine can read arguments, so there is no placeholder for what holds a password.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="command">The program, by its name on PATH or its path, and its arguments.</param>
/// <param name="workingDirectory">Where it runs; a relative path of the program starts here.</param>
public sealed partial class CommandHook(string name, IReadOnlyList<string> command, string workingDirectory) : IHook
{
    /// <summary>In an argument: the connection string without its password.</summary>
    internal const string ConnectionPlaceholder = "{connection}";

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

    /// <summary>More environment variables that hold the connection string, as the program knows it by: <c>ConnectionStrings__Shop</c>.</summary>
    public IReadOnlyList<string> ConnectionVariables { get; init; } = [];

    /// <summary>The program and its arguments, as messages show them.</summary>
    internal string CommandLine => string.Join(' ', command);

    /// <inheritdoc/>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: the program could not be started or did not end with exit code 0.</exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);

        var check = context.Point == HookPoint.PreDump ? null : await ArrivalCheck.BeginAsync(context.Server, context.Database, cancellationToken).ConfigureAwait(false);

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

        if (check is not null && !await check.HasSeenAnybodyAsync(cancellationToken).ConfigureAwait(false)) TellOfAbsence(context);

        Action<string> Into(LastLines last) => line =>
        {
            last.Add(context.Server.HideSecrets(line));
            context.Output(line);
        };
    }

    /// <inheritdoc/>
    /// <remarks>The command line and the <see cref="Inputs"/>, as far as these are given.</remarks>
    public async Task<string?> ReadContentAsync(CancellationToken cancellationToken = default) => Inputs is null
        ? null
        : string.Join('\n', [.. command.Select(word => $"{word.Length}:{word}"), await Task.Run(() => HookInputs.Read($"the hook '{Name}'", Inputs, workingDirectory, cancellationToken), cancellationToken).ConfigureAwait(false)]);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: what was to be masked has not been.</exception>
    private void TellOfAbsence(HookContext context)
    {
        var what = $"The hook '{Name}' has not connected to the restored database: what it changed, if anything, is elsewhere.";
        const string advice = "Name the environment variable that its program reads the connection from in connectionVariables.";
        if (context.Point == HookPoint.Mask) throw new PgCloneException(ErrorCode.HookFailed, what, context.Database, advice: advice);
        context.Notify($"{what} {advice}");
    }

    private ChildProcess Start(HookContext context, Action<string> onOutput, Action<string> onError, CancellationToken cancellationToken)
    {
        // .NET looks for a relative program in its own working directory, not in that of the new process.
        var program = Path.GetFileName(command[0]) == command[0] ? command[0] : Path.GetFullPath(HomePath.Expand(command[0]), workingDirectory);
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingDirectory };
        start.ConnectTo(context.Server, context.Database);
        // Npgsql reads it too, and knows other words than libpq: a .NET program with a connection string of its own would not get in.
        start.Environment.Remove("PGREQUIREAUTH");
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

    private void AddVariables(IDictionary<string, string?> environment, HookContext context)
    {
        foreach (var variable in (string[])["ConnectionStrings__Default", "ConnectionStrings__DefaultConnection", .. ConnectionVariables]) environment[variable] = context.ConnectionString;
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
        ConnectionPlaceholder => context.Server.GetOpenConnectionString(context.Database),
        _ => environment.TryGetValue("PGUSER", out var user) ? user! : Environment.UserName,
    });

    [GeneratedRegex(@"\{(database|host|port|user|connection)\}")]
    private static partial Regex Placeholder();
}
