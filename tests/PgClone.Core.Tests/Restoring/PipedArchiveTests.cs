using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>
/// An archive that went through a pipe. It does not say where each table's rows lie, so stock pg_restore, run in parallel, takes all of them for
/// equally long, and begins with what comes first: a trigger on a partitioned table depends on no rows and is there before them.
/// </summary>
public sealed class PipedArchiveTests : IDisposable
{
    private const int Rows = 40_000;
    private const int Attempts = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone-pipe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Stock_pg_restore_loses_rows_to_a_trigger_and_pgclone_does_not()
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync($"""
            CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE TABLE parent (id int, v text) PARTITION BY RANGE (id);
            CREATE TABLE low PARTITION OF parent FOR VALUES FROM (0) TO ({Rows / 2});
            CREATE TABLE middle PARTITION OF parent FOR VALUES FROM ({Rows / 2}) TO ({Rows - 100});
            CREATE TABLE top PARTITION OF parent FOR VALUES FROM ({Rows - 100}) TO ({Rows});
            INSERT INTO parent SELECT i, md5(i::text) FROM generate_series(0, {Rows - 1}) i;
            CREATE TRIGGER swallow BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION swallow();
            """);
        var archive = Path.Combine(_folder, "piped.dump");
        (await StockTools.DumpThroughPipeAsync(original.Server, original.Name, archive)).EnsureSuccess();

        var ours = await CountAsync(async database => await PlainRestore.IntoAsync(database, archive, new RestorePlanOptions { Jobs = 4 }));
        var stock = (long)Rows;
        for (var attempt = 0; attempt < Attempts && stock == Rows; attempt++)
            stock = await CountAsync(async database => (await StockTools.RunAsync("pg_restore", database.Server, database.Name, "--jobs=2", archive)).EnsureSuccess());

        Assert.Equal(Rows, ours);
        Assert.SkipWhen(stock == Rows, $"Stock pg_restore was lucky {Attempts} times.");
        Assert.InRange(stock, 0, Rows - 1);
    }

    private static async Task<long> CountAsync(Func<TestDatabase, Task> restore)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await restore(database);
        return (long)(await database.ScalarAsync("SELECT count(*) FROM parent"))!;
    }
}
