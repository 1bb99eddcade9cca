using System.Diagnostics;

namespace PgClone.Benchmarks;

/// <summary>A program that is run to its end.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <param name="start">What to start.</param>
    /// <param name="feed">Writes its standard input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it said on standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said on standard error.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        await using var killed = limit.Token.Register(() => process.Kill(entireProcessTree: true));

        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await feed(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; its exit code says more.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} ended with exit code {process.ExitCode}: {await errors}");
    }
}
