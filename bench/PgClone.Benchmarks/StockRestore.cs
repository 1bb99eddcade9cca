using System.Diagnostics;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>PostgreSQL's own programs, of the server's own version.</summary>
internal sealed class StockRestore(BenchmarkServer server, PostgresBinaries binaries)
{
    /// <summary>Creates a database and has pg_restore fill it.</summary>
    public async Task RunAsync(string database, string[] arguments, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0", cancellationToken);
        await StartAsync("pg_restore", database, ["--exit-on-error", "--no-owner", "--no-acl", "--dbname", database, .. arguments], feed, cancellationToken);
    }

    public Task AnalyzeAsync(string database, int jobs, CancellationToken cancellationToken) =>
        StartAsync("vacuumdb", database, ["--analyze-only", "--quiet", $"--jobs={jobs}", database], _ => Task.CompletedTask, cancellationToken);

    private Task<string> StartAsync(string program, string database, string[] arguments, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(binaries.GetPath(program), arguments);
        foreach (var (name, value) in server.Postgres.GetEnvironment(database)) start.Environment[name] = value;
        return BenchmarkProgram.RunAsync(start, feed, cancellationToken);
    }
}
