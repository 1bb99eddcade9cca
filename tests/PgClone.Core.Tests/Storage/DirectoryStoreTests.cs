using PgClone.Diagnostics;

namespace PgClone.Storage;

public sealed class DirectoryStoreTests : IDisposable
{
    private static readonly DumpKey Key = DumpKey.Parse("shop/2026_11_22_09_30_05_000120.default.dump");

    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryStore _store;

    public DirectoryStoreTests() => _store = new DirectoryStore(_folder["store"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_the_body_first_and_the_head_last()
    {
        await using (var writer = await _store.CreateAsync(Key, 3, Token))
        {
            await writer.WriteAsync("body-"u8.ToArray(), Token);
            await writer.WriteAsync("more"u8.ToArray(), Token);
            await writer.CommitAsync("abc"u8.ToArray(), Token);
        }

        await using var source = await _store.OpenAsync(Key, Token);
        var bytes = new byte[100];
        var length = await source.ReadAsync(0, bytes, Token);
        Assert.Equal("abcbody-more"u8.ToArray(), bytes[..length]);
        Assert.Equal([new StoredDump(Key, 12)], await ListAsync());
    }

    [Fact]
    public async Task Shows_nothing_before_the_commit()
    {
        await using var writer = await _store.CreateAsync(Key, 3, Token);
        await writer.WriteAsync(new byte[10], Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => _store.OpenAsync(Key, Token));

        Assert.Empty(await ListAsync());
        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
    }

    [Fact]
    public async Task Leaves_nothing_without_a_commit()
    {
        await using (var writer = await _store.CreateAsync(Key, 3, Token))
        {
            await writer.WriteAsync(new byte[10], Token);
        }

        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task Refuses_a_head_of_another_length()
    {
        await using var writer = await _store.CreateAsync(Key, 3, Token);

        await Assert.ThrowsAsync<ArgumentException>(() => writer.CommitAsync(new byte[4], Token));
    }

    [Fact]
    public async Task Never_overwrites_a_dump()
    {
        await WriteAsync(Key, "first"u8.ToArray());

        var e = await Assert.ThrowsAsync<PgCloneException>(() => WriteAsync(Key, "second"u8.ToArray()));

        Assert.Equal(ErrorCode.StoreUnavailable, e.Code);
        Assert.Equal([new StoredDump(Key, 5)], await ListAsync());
    }

    [Fact]
    public async Task Lists_both_layouts_and_passes_over_everything_else()
    {
        var other = DumpKey.Create(KeyLayout.Instance, "a/b", "default", DateTimeOffset.UtcNow, "prod");
        await WriteAsync(Key, new byte[7]);
        await WriteAsync(other, new byte[8]);
        await File.WriteAllTextAsync(_folder["store/README.md"], "", Token);
        await File.WriteAllTextAsync(_folder["store/shop/mine.dump"], "", Token);

        var dumps = await ListAsync();

        Assert.Equal(2, dumps.Count);
        Assert.Contains(new StoredDump(Key, 7), dumps);
        Assert.Contains(new StoredDump(other, 8), dumps);
    }

    [Fact]
    public async Task Names_a_folder_that_is_missing_by_its_whole_path()
    {
        var e = await Assert.ThrowsAsync<PgCloneException>(ListAsync);

        Assert.Equal((ErrorCode.StoreNotFound, _folder["store"]), (e.Code, e.Where));
        Assert.False(Directory.Exists(_store.Location));
    }

    [Fact]
    public async Task Removes_what_a_dead_writer_left()
    {
        await using var alive = await _store.CreateAsync(Key, 3, Token);
        var living = Assert.Single(_folder.Files);
        var dead = _folder["store/shop/.2026_11_20_00_00_00_000000.default.dump.0.partial"];
        await File.WriteAllTextAsync(dead, "", Token);
        File.SetLastWriteTimeUtc(dead, DateTime.UtcNow.AddDays(-2));

        await WriteAsync(DumpKey.Parse("shop/2026_11_23_00_00_00_000000.default.dump"), new byte[1]);

        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(living));
    }

    [Fact]
    public async Task What_is_being_written_is_not_left_over_however_long_it_takes()
    {
        await using var writer = await _store.CreateAsync(Key, 3, Token);
        var later = new DirectoryStore(_store.Location) { Clock = new LaterClock(TimeSpan.FromDays(10)) };

        Assert.Empty(await later.ListUnfinishedAsync(Token).ToListAsync(Token));
        await WriteAsync(DumpKey.Parse("shop/2026_11_23_00_00_00_000000.default.dump"), new byte[1]);
        await writer.CommitAsync(new byte[3], Token);

        Assert.Equal(2, await _store.ListAsync(Token).CountAsync(Token));
    }

    [Theory]
    [InlineData("11111111-1-1", 25, 2, true)]
    [InlineData("11111111-1-1", 25, 0.5, false)]
    [InlineData("11111111-1-1", 23, 2, false)]
    [InlineData("older version's", 25, 2, true)]
    [InlineData("older version's", 23, 2, false)]
    [InlineData("a process that is gone", 0, 0, true)]
    public async Task What_a_killed_writer_left_is_found_and_removed(string maker, double age, double silence, bool isLeft)
    {
        await WriteAsync(Key, new byte[1]);
        var name = maker switch
        {
            "older version's" => $".{Path.GetFileName(Key.Value)}.{Guid.NewGuid():N}.partial",
            "a process that is gone" => Path.GetFileName(UnfinishedFile.PathFor(_folder["store/shop/" + Path.GetFileName(Key.Value)]))
                .Replace($"-{Environment.ProcessId}-", $"-{int.MaxValue}-", StringComparison.Ordinal),
            _ => $".{Path.GetFileName(Key.Value)}.{maker}-00000000.partial",
        };
        var path = _folder["store/shop/" + name];
        await File.WriteAllTextAsync(path, "left", Token);
        // When it was made can't be set everywhere, but what time it is.
        var store = new DirectoryStore(_store.Location) { Clock = new LaterClock(TimeSpan.FromHours(age)) };
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(age - silence));

        var found = await store.ListUnfinishedAsync(Token).ToListAsync(Token);
        foreach (var dump in found) await store.DeleteUnfinishedAsync(dump, Token);

        Assert.Equal(isLeft ? [(Key, 4L, "shop/" + name)] : [], found.Select(dump => (dump.Key, dump.Bytes, dump.Id)));
        Assert.Equal(!isLeft, File.Exists(path));
        Assert.Single(await _store.ListAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Nothing_but_an_unfinished_dump_is_removed_as_one()
    {
        await WriteAsync(Key, new byte[1]);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteUnfinishedAsync(new UnfinishedDump(Key, 1, DateTimeOffset.UtcNow, Key.Value), Token));

        Assert.Single(await _store.ListAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Refuses_a_key_that_was_never_parsed()
    {
        var hostile = new DumpKey("../../2026_11_22_09_30_05_000120.default.dump", "shop", "default", DateTimeOffset.UtcNow, null);

        var reading = await Assert.ThrowsAsync<PgCloneException>(() => _store.OpenAsync(hostile, Token));
        var writing = await Assert.ThrowsAsync<PgCloneException>(() => _store.CreateAsync(hostile, 1, Token));

        Assert.Equal(ErrorCode.InvalidDumpKey, reading.Code);
        Assert.Equal(ErrorCode.InvalidDumpKey, writing.Code);
    }

    [Fact]
    public async Task Follows_no_symbolic_link()
    {
        var elsewhere = new DirectoryStore(_folder["elsewhere"]);
        await WriteAsync(Key, [1], elsewhere);
        Directory.CreateDirectory(_store.Location);
        Directory.CreateSymbolicLink(_folder["store/shop"], _folder["elsewhere/shop"]);

        var reading = await Assert.ThrowsAsync<PgCloneException>(() => _store.OpenAsync(Key, Token));
        var writing = await Assert.ThrowsAsync<PgCloneException>(() => _store.CreateAsync(Key, 1, Token));

        Assert.Empty(await ListAsync());
        Assert.Equal(ErrorCode.InvalidDumpKey, reading.Code);
        Assert.Equal(ErrorCode.InvalidDumpKey, writing.Code);
    }

    [Fact]
    public async Task Says_that_the_store_is_unavailable()
    {
        await File.WriteAllTextAsync(_folder["file"], "", Token);
        var store = new DirectoryStore(_folder["file"]);

        var writing = await Assert.ThrowsAsync<PgCloneException>(() => store.CreateAsync(Key, 1, Token));
        var listing = await Assert.ThrowsAsync<PgCloneException>(async () => await store.ListAsync(Token).ToListAsync(Token));

        Assert.Equal(ErrorCode.StoreUnavailable, writing.Code);
        Assert.Equal(ErrorCode.StoreUnavailable, listing.Code);
    }

    [Fact]
    public async Task Keeps_a_manifest_beside_its_dump_for_its_owner_alone()
    {
        await WriteAsync(Key, [1, 2, 3]);
        await _store.WriteManifestAsync(Key, "{}"u8.ToArray(), Token);
        await _store.WriteManifestAsync(Key, "{ }"u8.ToArray(), Token);

        var path = Path.Combine(_store.Location, Key + ".json");
        Assert.Equal("{ }"u8.ToArray(), (await _store.ReadManifestAsync(Key, Token))!.Value.ToArray());
        Assert.Equal("{ }", await File.ReadAllTextAsync(path, Token));
        Assert.Equal([new StoredDump(Key, 3)], await ListAsync());
        Assert.Equal(2, _folder.Files.Count());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Has_no_manifest_of_a_dump_that_came_without_one()
    {
        Assert.Null(await _store.ReadManifestAsync(Key, Token));

        await WriteAsync(Key, [1]);

        Assert.Null(await _store.ReadManifestAsync(Key, Token));
    }

    [Fact]
    public async Task Deletes_a_dump_with_its_manifest_and_misses_neither()
    {
        await _store.DeleteAsync(Key, Token);
        await WriteAsync(Key, [1]);
        await _store.WriteManifestAsync(Key, "{}"u8.ToArray(), Token);

        await _store.DeleteAsync(Key, Token);
        await _store.DeleteAsync(Key, Token);

        Assert.Empty(_folder.Files);
    }

    private async Task<List<StoredDump>> ListAsync() => await _store.ListAsync(Token).ToListAsync(Token);

    private async Task WriteAsync(DumpKey key, byte[] bytes, DirectoryStore? store = null)
    {
        await using var writer = await (store ?? _store).CreateAsync(key, bytes.Length, Token);
        await writer.CommitAsync(bytes, Token);
    }

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
