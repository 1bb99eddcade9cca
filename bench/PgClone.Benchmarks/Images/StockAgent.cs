using Npgsql;
using PgClone.Benchmarks.Clones;

namespace PgClone.Benchmarks.Images;

/// <summary><c>initdb</c>, a server with the embedded one's settings, and <c>pg_restore -jN</c>.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="dump">What is restored.</param>
/// <param name="jobs">pg_restore's connections.</param>
/// <param name="folder">Where its machine lies.</param>
/// <param name="fetchAsync">Brings the dump first; null: it is there.</param>
internal sealed class StockAgent(string name, BenchmarkDump dump, int jobs, string folder, Func<CancellationToken, Task>? fetchAsync = null) : IAgent
{
    private BenchmarkServer? _server;

    public string Name => name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (fetchAsync is not null) await fetchAsync(cancellationToken);
        _server = await BenchmarkServer.StartAsync(folder, ServerKind.Embedded, cancellationToken);
        await new StockParallel(new StockRestore(_server, await Programs.FindServerAsync(cancellationToken)), dump, jobs).RunAsync("bench", cancellationToken);
        await using var source = NpgsqlDataSource.Create(_server.Postgres.GetConnectionString("bench"));
        await TestClass.UseAsync(source, cancellationToken);
    }

    public async Task TidyAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
