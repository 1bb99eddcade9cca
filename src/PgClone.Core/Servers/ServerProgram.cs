using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using PgClone.Processes;

namespace PgClone.Servers;

/// <summary>Runs one of PostgreSQL's programs to its end and collects what it prints.</summary>
internal static class ServerProgram
{
    /// <returns>The exit code, and both streams' text.</returns>
    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/",
        };
        // The caller's PGDATA, PGPORT, PGOPTIONS... are about another server.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var process = ChildProcess.Start(start, line => output.AppendLine(line), line => errors.AppendLine(line), cancellationToken);
        await using var _ = process.ConfigureAwait(false);
        process.Input.Close();
        var exitCode = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        return (exitCode, output.Append(errors).ToString().Trim());
    }
}
