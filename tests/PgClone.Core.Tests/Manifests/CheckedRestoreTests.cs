using System.Text;
using System.Text.Json;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring;
using PgClone.Servers;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Manifests;

/// <summary>Archives that are others than their manifests say. zstd and lz4, as pg_dump writes them, carry no checksum: nothing else would notice.</summary>
public sealed class CheckedRestoreTests(SampleDump sample) : IClassFixture<SampleDump>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArchiveCompression.None)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    [InlineData(ArchiveCompression.Zlib)]
    public async Task Every_changed_byte_of_the_data_is_noticed(ArchiveCompression compression)
    {
        var bytes = await sample.InAsync(compression);
        var manifest = await ManifestOf.ArchiveAsync(bytes);
        var random = new Random(11);
        var unnoticed = 0;
        for (var i = 0; i < 400; i++)
        {
            var damaged = Flip(bytes, random.Next((int)manifest.Head.Bytes, bytes.Length), random);
            var source = new MemorySource(damaged);
            var archive = await ArchiveReader.ReadAsync(source, Token);
            manifest.Check(archive, source.Length);
            if (await TryReadAsync(source, archive, null) is null) unnoticed++;

            var failure = await TryReadAsync(source, archive, manifest.ToIndex());
            Assert.True(failure is { Code: ErrorCode.ArchiveChanged or ErrorCode.ArchiveCorrupt or ErrorCode.ArchiveTruncated }, $"Change {i} went through.");
        }

        // Else the test would prove nothing.
        if (compression != ArchiveCompression.Zlib) Assert.InRange(unnoticed, 10, 400);
    }

    [Fact]
    public async Task A_block_that_decodes_to_other_rows_is_named_and_nothing_is_swapped()
    {
        var bytes = await sample.InAsync(ArchiveCompression.None);
        var manifest = await ManifestOf.ArchiveAsync(bytes);
        var damaged = bytes.ToArray();
        damaged[bytes.AsSpan().IndexOf("customer 17"u8)] = (byte)'C';
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");

        var e = await RefusedAsync(damaged, manifest, target);

        Assert.Equal(ErrorCode.ArchiveChanged, e.Code);
        Assert.Contains("customer", e.Where, StringComparison.Ordinal);
        Assert.Contains("SHA-256", e.Why, StringComparison.Ordinal);
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM mine"));
        await target.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("row 17", "row x7", ErrorPolicy.Stop)]
    [InlineData("row 17", "row x7", ErrorPolicy.Continue)]
    [InlineData("row 17", "row x7", ErrorPolicy.Continue, "--inserts")]
    // What breaks a constraint is tried again after all other tables.
    [InlineData("row 17", "row -7", ErrorPolicy.Stop)]
    [InlineData("row 17", "row -7", ErrorPolicy.Continue)]
    [InlineData("row 17", "row -7", ErrorPolicy.Continue, "--inserts")]
    public async Task Changed_bytes_that_the_server_refuses_are_no_failed_table(string row, string changed, ErrorPolicy policy, params string[] arguments)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE TABLE large (v text CHECK (split_part(v, ' ', 2)::int >= 0));
            INSERT INTO large SELECT 'row ' || i || repeat(' large', 20) FROM generate_series(1, 30000) i;
            CREATE TABLE small AS SELECT 1 AS i
            """);
        var bytes = await sample.DumpAsync(database, ["-Z0", .. arguments]);
        var manifest = await ManifestOf.ArchiveAsync(bytes);
        Encoding.ASCII.GetBytes(changed).CopyTo(bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(row)));
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");

        var e = await RefusedAsync(bytes, manifest, target, onError: policy);

        Assert.Equal(ErrorCode.ArchiveChanged, e.Code);
        Assert.Contains("large", e.Where, StringComparison.Ordinal);
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM mine"));
        await target.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(ErrorPolicy.Stop)]
    [InlineData(ErrorPolicy.Continue)]
    public async Task A_changed_number_of_a_large_object_is_no_failed_entry(ErrorPolicy policy)
    {
        var manifest = await ManifestOf.ArchiveAsync(sample.Plain);
        var damaged = sample.Plain.ToArray();
        var block = (int)manifest.Blocks.Single(b => b.Type == "BLOBS").Offset;
        damaged[block + damaged.AsSpan(block).IndexOf(BitConverter.GetBytes(4001))] += 6;
        await using var target = await TestServer.CreateDatabaseAsync();

        Assert.Equal(ErrorCode.ArchiveChanged, (await RefusedAsync(damaged, manifest, target, onError: policy)).Code);
    }

    [Fact]
    public async Task A_table_whose_right_rows_are_refused_has_failed_as_without_a_manifest()
    {
        var damaged = sample.Plain.ToArray();
        "x7"u8.CopyTo(damaged.AsSpan(damaged.AsSpan().IndexOf("17\tcustomer 17"u8)));
        await StoreAsync(damaged, await ManifestOf.ArchiveAsync(damaged));
        await using var target = await TestServer.CreateDatabaseAsync();

        await RestoreAsync(target, onError: ErrorPolicy.Continue);

        Assert.Equal((0L, 60L), ((long)(await target.ScalarAsync("SELECT count(*) FROM app.customer"))!, (long)(await target.ScalarAsync("SELECT count(*) FROM app.orders"))!));
    }

    [Fact]
    public async Task A_changed_table_of_contents_is_refused()
    {
        var manifest = await ManifestOf.ArchiveAsync(sample.Plain);
        var damaged = sample.Plain.ToArray();
        damaged[damaged.AsSpan().IndexOf("one row each"u8)] = (byte)'O';
        await using var target = await TestServer.CreateDatabaseAsync();

        Assert.Equal(ErrorCode.ArchiveChanged, (await RefusedAsync(damaged, manifest, target)).Code);
    }

    [Fact]
    public async Task Another_valid_archive_in_its_place_is_refused()
    {
        var manifest = await ManifestOf.ArchiveAsync(await sample.InAsync(ArchiveCompression.Zstd));
        await using var target = await TestServer.CreateDatabaseAsync();

        Assert.Equal(ErrorCode.ArchiveChanged, (await RefusedAsync(sample.Plain, manifest, target)).Code);
    }

    [Fact]
    public async Task A_table_with_another_number_of_rows_is_refused()
    {
        var manifest = await ManifestOf.ArchiveAsync(sample.Plain);
        var wrong = manifest with { Blocks = [.. manifest.Blocks.Select(b => b.Name == "orders" ? b with { Rows = b.Rows + 1 } : b)] };
        await using var target = await TestServer.CreateDatabaseAsync();

        var e = await RefusedAsync(sample.Plain, wrong, target);

        Assert.Equal(ErrorCode.ArchiveChanged, e.Code);
        Assert.Contains("60 rows", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task pg_restore_is_not_started_on_changed_bytes()
    {
        var manifest = await ManifestOf.ArchiveAsync(sample.Plain);
        var damaged = sample.Plain.ToArray();
        damaged[damaged.AsSpan().IndexOf("customer 17"u8)] = (byte)'C';
        await using var target = await TestServer.CreateDatabaseAsync();

        Assert.Equal(ErrorCode.ArchiveChanged, (await RefusedAsync(damaged, manifest, target, RestoreEngine.PgRestore)).Code);
    }

    [Fact]
    public async Task A_whole_archive_passes()
    {
        await StoreAsync(sample.Plain, await ManifestOf.ArchiveAsync(sample.Plain));
        await using var target = await TestServer.CreateDatabaseAsync();

        await RestoreAsync(target);

        Assert.Equal(sample.Lines, await PlainDump.LinesOfAsync(target));
    }

    [Fact]
    public async Task The_server_that_it_came_from_is_refused_unless_that_is_allowed()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var origin = await SystemIdentifier.ReadAsync(target.Server, Token);

        var e = await RefusedAsync(sample.Plain, await ManifestOf.ArchiveAsync(sample.Plain, origin, isLocal: false), target);

        Assert.Equal(ErrorCode.NotAllowed, e.Code);
        Assert.Contains("--allow-origin", e.Advice, StringComparison.Ordinal);
        await RestoreAsync(target, allowOrigin: true);
        await StoreAsync(sample.Plain, await ManifestOf.ArchiveAsync(sample.Plain, origin, isLocal: true));
        await RestoreAsync(target);
        await StoreAsync(sample.Plain, await ManifestOf.ArchiveAsync(sample.Plain, "1", isLocal: false));
        await RestoreAsync(target);
    }

    [Fact]
    public async Task A_dump_says_all_of_itself()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE TABLE t AS SELECT i, E'a\nb' AS v FROM generate_series(1, 100000) i; CREATE TABLE empty (); CREATE TABLE secret AS SELECT 1 AS i;
            SELECT lo_from_bytea(1, 'x')
            """);
        var store = new MemoryStore();
        var settings = new PgCloneSettings { BaseDirectory = "/nowhere", Connection = database.ConnectionString, PostgresDirectory = TestServer.BinDirectory };
        var dump = await new PgCloner(settings, store: store).DumpAsync(new DumpOptions { Database = database.Name, Exclude = ["public.secret"] }, Token);

        var (manifest, _) = await ManifestFile.ReadAsync(store, dump.Key, Token);

        Assert.Equal(dump.Bytes, manifest!.Bytes);
        Assert.Equal(["public.secret"], manifest.ExcludedData);
        Assert.Equal(database.Name, manifest.Database);
        Assert.Equal((await SystemIdentifier.ReadAsync(database.Server, Token), true), (manifest.Server.SystemIdentifier, manifest.Server.IsLocal));
        Assert.Equal([(0L, "empty"), (100000L, "t")], manifest.Blocks.Where(b => b.Rows is not null).Select(b => (b.Rows!.Value, b.Name)).Order());
        Assert.Contains(manifest.Blocks, b => b is { Type: "BLOBS", Rows: null });
        Assert.DoesNotContain("Password", JsonSerializer.Serialize(manifest, ManifestJson.Default.Manifest), StringComparison.OrdinalIgnoreCase);
        await using var source = await store.OpenAsync(dump.Key, Token);
        await StoredBytes.CheckAsync(source, manifest, Token);
    }

    private static byte[] Flip(byte[] bytes, int at, Random random)
    {
        var damaged = bytes.ToArray();
        damaged[at] ^= (byte)(1 << random.Next(8));
        return damaged;
    }

    /// <returns>What reading all data fails with; null: nothing.</returns>
    private static async Task<PgCloneException?> TryReadAsync(IArchiveSource source, Archive archive, BlockIndex? blocks)
    {
        try
        {
            blocks ??= await BlockIndex.CreateAsync(source, archive, Token);
            var buffer = new byte[8192];
            foreach (var entry in archive.Entries.Where(e => e.HasData))
            {
                Assert.True(blocks.TryGet(entry.DumpId, out var location));
                await ArchiveWalk.ReadAsync(source, archive, location, entry, buffer, Token);
            }

            return null;
        }
        catch (PgCloneException e)
        {
            return e;
        }
    }

    private async Task<PgCloneException> RefusedAsync(byte[] bytes, Manifest manifest, TestDatabase target, RestoreEngine? engine = null, ErrorPolicy? onError = null)
    {
        await StoreAsync(bytes, manifest);
        return await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(target, engine, onError: onError));
    }

    private async Task StoreAsync(byte[] bytes, Manifest manifest)
    {
        await File.WriteAllBytesAsync(sample.File, bytes, Token);
        await File.WriteAllBytesAsync(sample.File + ".json", JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest), Token);
    }

    private async Task RestoreAsync(TestDatabase target, RestoreEngine? engine = null, bool? allowOrigin = null, ErrorPolicy? onError = null) =>
        await (await sample.CreateClonerAsync()).RestoreAsync(
            new RestoreOptions { Source = "sample", Database = target.Name, Engine = engine, AllowOrigin = allowOrigin, OnError = onError, NoOwner = true }, Token);
}
