using System.Diagnostics;
using PgClone.Servers;
using Xunit;

namespace PgClone.Testing;

/// <summary>PostgreSQL's own client programs, the measure of what PgClone does.</summary>
public static class StockTools
{
    /// <summary>Runs pg_dump, pg_restore or psql, of the version closest to the server's, against a database.</summary>
    /// <param name="program">The program.</param>
    /// <param name="server">The server.</param>
    /// <param name="database">The database; the connection is handed over in the environment.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ToolResult> RunAsync(string program, PostgresServer server, string database, params string[] arguments)
    {
        var binaries = await PostgresBinaries.FindPgDumpAsync(server.Version, TestServer.BinDirectory, TestContext.Current.CancellationToken);
        // psql and pg_restore work on a database only where it is named.
        string[] target = program switch
        {
            "pg_restore" => ["--dbname", database],
            "psql" => ["--no-psqlrc", "--set", "ON_ERROR_STOP=1"],
            _ => [],
        };
        var start = new ProcessStartInfo(binaries.GetPath(program), [.. target, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in server.GetEnvironment(database)) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await errors);
    }
}
