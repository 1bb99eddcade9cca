using System.Diagnostics;
using System.Text;
using PgClone.Processes;

namespace PgClone.Benchmarks;

/// <summary>A program that is run to its end.</summary>
internal static class BenchmarkProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <param name="start">What to start.</param>
    /// <param name="feed">Writes its standard input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="onStart">Called with its process number.</param>
    /// <returns>What it said on standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said on standard error, or on standard output where it said nothing there.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, Func<Stream, Task> feed, CancellationToken cancellationToken, Action<int>? onStart = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        await using var process = ChildProcess.Start(start, line => output.AppendLine(line), line => errors.AppendLine(line), limit.Token);
        onStart?.Invoke(process.Id);
        try
        {
            await feed(process.Input);
            process.Input.Close();
        }
        catch (IOException)
        {
            // It ended early; its exit code says more.
        }

        var exitCode = await process.WaitAsync(limit.Token);
        return exitCode == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} ended with exit code {exitCode}: {(errors.Length > 0 ? errors : output)}");
    }
}
