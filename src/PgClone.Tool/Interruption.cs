using System.Runtime.InteropServices;

namespace PgClone.Tool;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP, which a closed terminal sends, into a cancellation, so that what was begun is cleaned up. The
/// second one ends the process. A signal that is ignored, as under nohup, stays so.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, Tool.ExitCode.Cancelled)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, Tool.ExitCode.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Interrupt(context, Tool.ExitCode.HungUp)),
        ];

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the signal stands for.</summary>
    public int ExitCode { get; private set; } = Tool.ExitCode.Cancelled;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context, int exitCode)
    {
        if (_source.IsCancellationRequested) return;

        context.Cancel = true;
        ExitCode = exitCode;
        _source.Cancel();
    }
}
