using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>A dump that went through a pipe, several times as large as what is kept of it in memory: many small tables, and two large ones among them.</summary>
public sealed class PipedDump : IAsyncLifetime
{
    public const int SmallTables = 60;

    /// <summary>A number that tells all rows.</summary>
    public const string SumOfAll = "SELECT count(*) || ' ' || sum(hashtextextended(name || id || note, 0)) FROM (SELECT 'small' AS name, * FROM all_small UNION ALL SELECT 'l1', * FROM large_1 UNION ALL SELECT 'l2', * FROM large_2) t";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-piped-");

    internal string File => Path.Combine(_folder.FullName, "piped.dump");

    internal object? Sum { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var rows = "SELECT i AS id, md5(i::text) || repeat('x', 850) AS note FROM generate_series(1, {0}) i";
        var small = Enumerable.Range(10, SmallTables).Select(i => $"CREATE TABLE {(i % 2 == 0 ? "a" : "z")}_{i} AS {string.Format(null, rows, 500)}; ALTER TABLE {(i % 2 == 0 ? "a" : "z")}_{i} ADD PRIMARY KEY (id);");
        var large = Enumerable.Range(1, 2).Select(i => $"CREATE TABLE large_{i} AS {string.Format(null, rows, 45_000)}; ALTER TABLE large_{i} ADD PRIMARY KEY (id); CREATE INDEX ON large_{i} (left(note, 20));");
        var union = string.Join(" UNION ALL ", Enumerable.Range(10, SmallTables).Select(i => $"SELECT * FROM {(i % 2 == 0 ? "a" : "z")}_{i}"));
        await database.ExecuteAsync(string.Concat(small.Concat(large)) + $"CREATE VIEW all_small AS {union}");
        Sum = await database.ScalarAsync(SumOfAll);
        (await StockTools.DumpThroughPipeAsync(database.Server, database.Name, File, "-Z0")).EnsureSuccess();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
