using System.ComponentModel;
using System.Diagnostics;
using PgClone.Diagnostics;
using PgClone.Processes;

namespace PgClone.Servers;

/// <summary>A running client program of PostgreSQL, such as pg_dump, that works on a database. Cancelling or disposing kills it unless it has ended.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private const int LinesInMessage = 20;
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromMilliseconds(100);

    private readonly string _name;
    private readonly ChildProcess _process;
    private readonly ErrorCode _failure;
    private readonly string _where;
    private readonly string? _advice;
    private readonly LastLines _errors = new(LinesInMessage);

    private ClientProcess(string name, ProcessStartInfo start, ErrorCode failure, string where, string? advice, CancellationToken cancellationToken)
    {
        (_name, _failure, _where, _advice) = (name, failure, where, advice);
        _process = ChildProcess.Start(start, null, _errors.Add, cancellationToken);
    }

    /// <summary>What the program reads. Close it, or it waits for more.</summary>
    public Stream Input => _process.Input;

    /// <summary>What the program writes.</summary>
    public Stream Output => _process.Output;

    /// <param name="binaries">Where the program is.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments. The connection, and with it any password, is handed over in the environment.</param>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="failure">The code of its failures.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="PgCloneException">It can't be started.</exception>
    public static ClientProcess Start(
        PostgresBinaries binaries, string program, IReadOnlyList<string> arguments, PostgresServer server, string database, ErrorCode failure, CancellationToken cancellationToken)
    {
        return Start($"{program} {binaries.Version}", new ProcessStartInfo(binaries.GetPath(program), arguments), server, database, failure, null, cancellationToken);
    }

    /// <param name="name">What it is called in messages.</param>
    /// <param name="command">The program and its arguments. The connection is in its environment, for it to hand on or not.</param>
    /// <param name="directory">The folder that it runs in.</param>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="failure">The code of its failures.</param>
    /// <param name="advice">What to do about its failures.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="PgCloneException">It can't be started.</exception>
    public static ClientProcess StartCommand(
        string name, IReadOnlyList<string> command, string directory, PostgresServer server, string database, ErrorCode failure, string advice, CancellationToken cancellationToken) =>
        Start(name, new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = directory }, server, database, failure, advice, cancellationToken);

    private static ClientProcess Start(
        string name, ProcessStartInfo start, PostgresServer server, string database, ErrorCode failure, string? advice, CancellationToken cancellationToken)
    {
        start.ConnectTo(server, database);
        start.Environment["LC_ALL"] = "C";

        var where = $"database \"{database}\" on {server.DisplayName}";
        try
        {
            return new ClientProcess(name, start, failure, where, advice, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new PgCloneException(failure, $"{start.FileName} can't be started.", where, e.Message, innerException: e);
        }
    }

    /// <summary>Waits for the end, once all output has been read.</summary>
    /// <exception cref="PgCloneException">It ended with an error.</exception>
    /// <exception cref="OperationCanceledException">It ended with an error, and was to be cancelled.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var exitCode = await _process.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (exitCode == 0) return;

        // Ctrl-C reaches the program as well, and may reach it first: what it then ends with is a cancellation.
        await Task.Delay(CancellationGrace, cancellationToken).ConfigureAwait(false);
        throw new PgCloneException(_failure, $"{_name} ended with exit code {exitCode}.", _where, LastLines.Join(_errors), _advice);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
