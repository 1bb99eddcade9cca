using System.Diagnostics;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>Stock pg_restore, of the server's own version.</summary>
internal sealed class StockRestore(BenchmarkServer server, PostgresBinaries binaries)
{
    public async Task RunAsync(string database, string[] arguments, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0", cancellationToken);
        var start = new ProcessStartInfo(
            binaries.GetPath("pg_restore"), ["--exit-on-error", "--no-owner", "--no-acl", "--dbname", database, .. arguments]);
        foreach (var (name, value) in server.Postgres.GetEnvironment(database)) start.Environment[name] = value;
        await ChildProcess.RunAsync(start, feed, cancellationToken);
    }
}
