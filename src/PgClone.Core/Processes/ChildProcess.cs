using System.ComponentModel;
using System.Diagnostics;

namespace PgClone.Processes;

/// <summary>
/// A program that was started, with its pipes. Cancelling or disposing kills it, with all that it has started, unless it has ended. What it left
/// in the background may hold its pipes open for ever: nothing here waits for that longer than <see cref="OutputGrace"/>.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Lock _gate = new();
    private bool _isOver;

    private ChildProcess(Process process, Action<string>? onOutput, Action<string> onError, CancellationToken cancellationToken)
    {
        _process = process;
        _reading = Task.WhenAll(onOutput is null ? Task.CompletedTask : ReadAsync(process.StandardOutput, onOutput), ReadAsync(process.StandardError, onError));
        // A pipe's read can't be cancelled where the program writes nothing; it ends with the program.
        _cancellation = cancellationToken.Register(Kill);
    }

    /// <summary>The number that the system gave it.</summary>
    public int Id => _process.Id;

    /// <summary>What the program reads. Close it, or it waits for more.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What the program writes, where nobody was named who takes its lines.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <param name="start">What to start; its three pipes are redirected here.</param>
    /// <param name="onOutput">Takes the lines of standard output; null leaves them in <see cref="Output"/>.</param>
    /// <param name="onError">Takes the lines of standard error. Never called at the same time as <paramref name="onOutput"/>, nor after <see cref="WaitAsync"/>.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static ChildProcess Start(ProcessStartInfo start, Action<string>? onOutput, Action<string> onError, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new ChildProcess(Process.Start(start)!, onOutput, onError, cancellationToken);
    }

    /// <summary>Waits for the program's end, and for what it printed.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(_reading, Task.Delay(OutputGrace, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
        finally
        {
            Silence();
        }

        if (_reading.IsFaulted) await _reading.ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync().ConfigureAwait(false);
        Kill();
        Silence();
        await Task.WhenAny(Task.WhenAll(_process.WaitForExitAsync(CancellationToken.None), _reading), Task.Delay(OutputGrace, CancellationToken.None)).ConfigureAwait(false);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile, or what it started belongs to somebody else.
        }
    }

    private void Silence()
    {
        lock (_gate) _isOver = true;
    }

    private async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            lock (_gate)
            {
                if (!_isOver) take(line);
            }
        }
    }
}
