using System.Diagnostics;

namespace PgClone.Benchmarks;

/// <summary>A program that is run to its end.</summary>
internal static class ChildProcess
{
    /// <param name="start">What to start; what it says on standard error is shown.</param>
    /// <param name="feed">Writes its standard input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it said on standard output.</returns>
    public static async Task<string> RunAsync(ProcessStartInfo start, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        await using var killed = cancellationToken.Register(() => process.Kill(entireProcessTree: true));

        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
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
            : throw new InvalidOperationException($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} ended with exit code {process.ExitCode}.");
    }
}
