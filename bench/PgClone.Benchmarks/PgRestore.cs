using System.Diagnostics;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>Stock pg_restore, in the two ways that people use it.</summary>
internal sealed class PgRestore(BenchmarkServer server, PostgresBinaries binaries, string dump, int jobs)
{
    private const string Database = "bench_pg_restore";

    /// <summary><c>cat dump | pg_restore</c>: what can be done with a stream.</summary>
    public Task FromPipeAsync() => RunAsync([], async input =>
    {
        await using var file = File.OpenRead(dump);
        await file.CopyToAsync(input);
    });

    /// <summary><c>pg_restore -j N dump</c>: needs the dump as a file.</summary>
    public Task ParallelAsync() => RunAsync([$"--jobs={jobs}", dump], _ => Task.CompletedTask);

    public Task DropAsync() => server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {Database}");

    private async Task RunAsync(string[] arguments, Func<Stream, Task> feed)
    {
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Database} TEMPLATE template0");
        var start = new ProcessStartInfo(
            binaries.GetPath("pg_restore"), ["--exit-on-error", "--no-owner", "--no-acl", "--dbname", Database, .. arguments]) { RedirectStandardInput = true };
        foreach (var (name, value) in server.Server.GetEnvironment(Database)) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        await feed(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"pg_restore ended with exit code {process.ExitCode}.");
    }
}
