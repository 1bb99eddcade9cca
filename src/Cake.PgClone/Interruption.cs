using System.Runtime.InteropServices;
using Cake.Core;

namespace Cake.PgClone;

/// <summary>
/// Turns Ctrl-C into a cancellation while the engine works, so that the temporary database goes. Cake itself would end at once, with no
/// <c>finally</c> run.
/// </summary>
internal static class Interruption
{
    private const int ExitCode = 130;

    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var source = new CancellationTokenSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The second Ctrl-C ends the process.
            signal.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        });

        try
        {
            return await work(source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (source.IsCancellationRequested)
        {
            throw new CakeException(ExitCode, "PgClone was cancelled; what it had begun is cleaned up.", e);
        }
    }
}
