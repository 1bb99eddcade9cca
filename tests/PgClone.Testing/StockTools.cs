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
    public static Task<ToolResult> RunAsync(string program, PostgresServer server, string database, params string[] arguments) =>
        RunAsync(program, server, database, arguments, output => output.ReadToEndAsync(TestContext.Current.CancellationToken));

    /// <summary>Has pg_dump write an archive through a pipe: it can't go back then, to note where the data of each table lies.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="path">The file behind the pipe.</param>
    /// <param name="arguments">More arguments.</param>
    public static Task<ToolResult> DumpThroughPipeAsync(PostgresServer server, string database, string path, params string[] arguments) =>
        RunAsync("pg_dump", server, database, ["-Fc", .. arguments], async output =>
        {
            await using var file = File.Create(path);
            await output.BaseStream.CopyToAsync(file, TestContext.Current.CancellationToken);
            return "";
        });

    private static async Task<ToolResult> RunAsync(
        string program, PostgresServer server, string database, string[] arguments, Func<StreamReader, Task<string>> readOutput)
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
        var output = readOutput(process.StandardOutput);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await errors);
    }
}
