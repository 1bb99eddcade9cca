using PgClone.Archives;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

/// <summary>One table's rows over several connections; the restores of whole archives show the other ways.</summary>
public sealed class TableDataLoaderTests : IDisposable
{
    private const string Content = "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text COLLATE \"C\")) FROM t";

    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone-load-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("none")]
    [InlineData("9")]
    public async Task Rows_spread_over_connections_are_the_same(string compression)
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync("""
            CREATE TABLE t (id int, v text);
            INSERT INTO t SELECT i, CASE i % 5 WHEN 0 THEN E'\\.' WHEN 1 THEN E'line\n\\.\nend\\' WHEN 2 THEN NULL WHEN 3 THEN repeat(md5(i::text), 20) ELSE '\N' END FROM generate_series(1, 60000) i;
            """);
        var dump = await DumpAsync(original, "--compress", compression == "none" ? "0" : compression);
        await using var copy = await TestServer.CreateDatabaseAsync();

        var rows = await LoadAsync(dump, copy, connections: 3);

        Assert.Equal(60000, rows.Rows);
        Assert.Equal(await original.ScalarAsync(Content), await copy.ScalarAsync(Content));
    }

    [Fact]
    public async Task A_row_that_is_longer_than_a_piece_stays_in_one_copy()
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync("CREATE TABLE t (id int, v text); INSERT INTO t SELECT i, repeat(md5(i::text), CASE WHEN i % 7 = 0 THEN 60000 ELSE 100 END) FROM generate_series(1, 100) i");
        var dump = await DumpAsync(original);
        await using var copy = await TestServer.CreateDatabaseAsync();

        var rows = await LoadAsync(dump, copy, connections: 4);

        Assert.Equal(100, rows.Rows);
        Assert.Equal(await original.ScalarAsync(Content), await copy.ScalarAsync(Content));
    }

    [Fact]
    public async Task Characters_of_another_encoding_are_never_cut()
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        // The second byte of each of these is a backslash in SJIS.
        await original.ExecuteAsync("CREATE TABLE t (id int, v text); INSERT INTO t SELECT i, repeat('表能', i % 50) || E'\n' FROM generate_series(1, 40000) i");
        var dump = await DumpAsync(original, "--encoding", "SJIS");
        await using var copy = await TestServer.CreateDatabaseAsync();

        await LoadAsync(dump, copy, connections: 3);

        Assert.Equal(await original.ScalarAsync(Content), await copy.ScalarAsync(Content));
    }

    [Fact]
    public async Task A_refused_row_leaves_no_row_of_any_connection()
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync("CREATE TABLE t (id int, v text); INSERT INTO t SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 30000) i");
        var dump = await DumpAsync(original);
        await using var copy = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => LoadAsync(dump, copy, connections: 3, "ALTER TABLE t ADD CHECK (id <> 29000)"));

        Assert.Equal("23514", failure.SqlState);
        Assert.Equal(0L, await copy.ScalarAsync("SELECT count(*) FROM t"));
    }

    private static async Task<LoadedRows> LoadAsync(string dump, TestDatabase database, int connections, string? alteration = null)
    {
        await database.ExecuteAsync("CREATE TABLE t (id int, v text);" + alteration);
        await using var source = FileArchiveSource.Open(dump);
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var blocks = await BlockIndex.CreateAsync(source, archive, Token);
        var entry = archive.Entries.Single(e => e.Type == "TABLE DATA");
        Assert.True(blocks.TryGet(entry.DumpId, out var block));
        await using var pool = new SessionPool(database.Server, database.Name, SessionStart.For(archive, database.Server.Version));
        List<RestoreSession> sessions = [];
        while (sessions.Count < connections) sessions.Add(await pool.TakeAsync(Token));

        return await new TableDataLoader(source, archive).LoadAsync(sessions, new TableLoad(entry, block, default, OwnsTable: true), Token);
    }

    private async Task<string> DumpAsync(TestDatabase database, params string[] arguments)
    {
        var path = Path.Combine(_folder, database.Name + ".dump");
        (await StockTools.RunAsync("pg_dump", database.Server, database.Name, ["-Fc", "-f", path, .. arguments])).EnsureSuccess();
        return path;
    }
}
