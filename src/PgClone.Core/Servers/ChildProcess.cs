using System.ComponentModel;
using System.Diagnostics;

namespace PgClone.Servers;

/// <summary>Runs one of PostgreSQL's programs to its end and collects what it prints.</summary>
internal static class ChildProcess
{
    /// <returns>The exit code, and both streams' text.</returns>
    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/",
        };
        // The caller's PGDATA, PGPORT, PGOPTIONS... are about another server.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // A server that the program left in the background may hold the pipes open for ever: their end is not waited for.
        var both = Task.WhenAll(output, errors);
        await Task.WhenAny(both, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
        return (process.ExitCode, both.IsCompletedSuccessfully ? (output.Result + errors.Result).Trim() : "");
    }
}
