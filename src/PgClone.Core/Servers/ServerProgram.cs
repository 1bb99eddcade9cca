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
    public static Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken = default) => RunAsync(program, arguments, null, cancellationToken);

    /// <summary>Runs a program that is given something to read.</summary>
    /// <inheritdoc cref="RunAsync(string, IEnumerable{string}, CancellationToken)"/>
    public static Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken) =>
        RunInAsync(Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/", program, arguments, input, cancellationToken);

    /// <summary>Runs a program in a folder.</summary>
    /// <inheritdoc cref="RunAsync(string, IEnumerable{string}, CancellationToken)"/>
    public static Task<(int ExitCode, string Output)> RunInAsync(
        string directory, string program, IEnumerable<string> arguments, CancellationToken cancellationToken) => RunInAsync(directory, program, arguments, null, cancellationToken);

    private static async Task<(int ExitCode, string Output)> RunInAsync(
        string directory, string program, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory };
        // The caller's PGDATA, PGPORT, PGOPTIONS... are about another server.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var process = ChildProcess.Start(start, line => output.AppendLine(line), line => errors.AppendLine(line), cancellationToken);
        await using var _ = process.ConfigureAwait(false);
        if (input is not null) await process.Input.WriteAsync(Encoding.UTF8.GetBytes(input), cancellationToken).ConfigureAwait(false);
        process.Input.Close();
        var exitCode = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        return (exitCode, output.Append(errors).ToString().Trim());
    }
}
