using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Dumping;

public sealed class ArchiveDumperTests : IProgress<ProgressEvent>
{
    private const string Rich = """
        CREATE TABLE big (id int PRIMARY KEY, text text);
        INSERT INTO big SELECT i, md5(i::text) || md5((-i)::text) FROM generate_series(1, 30000) i;
        CREATE TABLE empty (x int);
        CREATE TABLE parts (id int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
        CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (1000) TO (2000);
        INSERT INTO parts SELECT generate_series(0, 1999);
        SELECT lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex')), lo_from_bytea(0, '');
        CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM big;
        """;

    private readonly List<ProgressEvent> _events = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    void IProgress<ProgressEvent>.Report(ProgressEvent value) => _events.Add(value);

    [Fact]
    public async Task Makes_a_dump_that_pg_restore_reads_in_parallel()
    {
        await using var run = await DumpRun.StartAsync(Rich);

        await run.DumpAsync();

        await using var restored = await run.RestoreAsync();
        Assert.Equal(30000L, await restored.ScalarAsync("SELECT count FROM totals"));
        Assert.Equal(2000L, await restored.ScalarAsync("SELECT count(*) FROM parts"));
        Assert.Equal(10000L, await restored.ScalarAsync("SELECT sum(length(lo_get(oid))) FROM pg_largeobject_metadata"));
        (await StockTools.RunAsync("pg_restore", run.Database.Server, run.Database.Name, "-l", run.DumpPath)).EnsureSuccess();
    }

    [Fact]
    public async Task Makes_the_bytes_that_pg_dump_itself_writes_into_a_file()
    {
        await using var run = await DumpRun.StartAsync(Rich);

        var length = await run.DumpAsync(new DumpChoices { Compress = "none" });

        (await StockTools.RunAsync(
            "pg_dump", run.Database.Server, run.Database.Name, "-Fc", "--compress", "0", "-f", run.Folder["stock.dump"])).EnsureSuccess();
        var ours = await File.ReadAllBytesAsync(run.DumpPath, Token);
        var stock = await File.ReadAllBytesAsync(run.Folder["stock.dump"], Token);
        Assert.Equal(length, ours.Length);
        Assert.Equal(WithoutTime(stock), WithoutTime(ours));
    }

    [Fact]
    public async Task Makes_a_dump_without_any_data()
    {
        await using var run = await DumpRun.StartAsync("CREATE VIEW v AS SELECT 1");

        await run.DumpAsync();

        await using var restored = await run.RestoreAsync();
        Assert.Equal(1, await restored.ScalarAsync("SELECT * FROM v"));
    }

    [Fact]
    public async Task Reports_how_much_of_the_tables_is_stored()
    {
        await using var run = await DumpRun.StartAsync(Rich + "; ANALYZE;");
        var expected = (long)(await run.Database.ScalarAsync("""
            SELECT sum(relpages)::bigint * current_setting('block_size')::bigint FROM pg_class WHERE relkind = 'r' AND (relnamespace = 'public'::regnamespace OR relname = 'pg_largeobject')
            """))!;

        var length = await run.DumpAsync(progress: this);

        Assert.Equal(new FileInfo(run.DumpPath).Length, length);
        Assert.Equal(new StageProgress(Stage.Dump, expected, expected, "bytes", $"4 of 4 tables, {Quantity.Bytes(length)} stored"), _events[^1]);
        var done = _events.OfType<StageProgress>().Select(progress => progress.Done).ToList();
        Assert.Equal(done.Order(), done);
    }

    [Fact]
    public async Task Reports_the_stored_bytes_where_no_table_was_ever_measured()
    {
        await using var run = await DumpRun.StartAsync();

        var length = await run.DumpAsync(progress: this);

        Assert.Equal(new StageProgress(Stage.Dump, length, null, "bytes", $"1 of 1 tables, {Quantity.Bytes(length)} stored"), _events[^1]);
    }

    [Fact]
    public async Task Falls_back_to_zlib_where_pg_dump_was_built_without_zstd()
    {
        await using var run = await DumpRun.StartAsync();
        var tools = await run.ReplacePgDumpAsync("99.0", """
            case "$*" in
              *zstd*) echo 'pg_dump: error: invalid compression specification: this build does not support compression with ZSTD' >&2; exit 1 ;;
            esac
            exec "$PG_DUMP" "$@"
            """);

        await run.DumpAsync(toolDirectory: tools);

        await using var source = await run.Store.OpenAsync(run.Key, Token);
        Assert.Equal(ArchiveCompression.Zlib, (await ArchiveReader.ReadAsync(source, Token)).Header.Compression);
    }

    [Fact]
    public async Task Hands_over_no_password_on_the_command_line()
    {
        await using var run = await DumpRun.StartAsync();
        await using var role = await TestRole.CreateAsync("hidden-word", "SUPERUSER");
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
        var tools = await run.ReplacePgDumpAsync("99.0", """printf '%s\n' "$@" > "$(dirname "$0")/arguments"; exec "$PG_DUMP" --compress=0 --format=custom""");

        await run.DumpAsync(server: server, toolDirectory: tools);

        Assert.DoesNotContain("hidden-word", await File.ReadAllTextAsync(run.Folder["bin/arguments"], Token), StringComparison.Ordinal);
    }

    /// <summary>The header's seven numbers of the time are the only difference there may be.</summary>
    private static byte[] WithoutTime(byte[] archive)
    {
        var time = archive[6] >= 15 ? 12 : 16;
        return [.. archive[..time], .. archive[(time + (7 * 5))..]];
    }
}
