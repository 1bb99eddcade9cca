using System.ComponentModel;
using System.Diagnostics;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Dumping;

/// <summary>A running pg_dump. Cancelling or disposing kills it unless it has ended.</summary>
internal sealed class PgDumpProcess : IAsyncDisposable
{
    private const int LinesInMessage = 20;

    private readonly PgDump _program;
    private readonly Process _process;
    private readonly string _where;
    private readonly LastLines _errors = new(LinesInMessage);
    private readonly Task _reading;
    private readonly CancellationTokenRegistration _cancellation;

    private PgDumpProcess(PgDump program, Process process, string where, CancellationToken cancellationToken)
    {
        (_program, _process, _where) = (program, process, where);
        _reading = ReadErrorsAsync();
        // A pipe's read can't be cancelled where pg_dump waits for a lock and writes nothing; it ends with pg_dump.
        _cancellation = cancellationToken.Register(Kill);
    }

    /// <summary>What pg_dump writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public static PgDumpProcess Start(
        PgDump program, IReadOnlyList<string> arguments, PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program.Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ConnectTo(server, database);
        start.Environment["LC_ALL"] = "C";

        var where = $"database \"{database}\" on {server.DisplayName}";
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return new PgDumpProcess(program, process, where, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new PgCloneException(ErrorCode.PgDumpFailed, $"{program.Program} can't be started.", where, e.Message, innerException: e);
        }
    }

    /// <summary>Waits for the end, once all output has been read.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpFailed"/>.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_process.ExitCode == 0) return;

        throw new PgCloneException(
            ErrorCode.PgDumpFailed, $"pg_dump {_program.Version} ended with exit code {_process.ExitCode}; nothing was stored.", _where, LastLines.Join(_errors));
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync().ConfigureAwait(false);
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line) _errors.Add(line);
    }
}
