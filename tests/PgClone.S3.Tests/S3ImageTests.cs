using System.Diagnostics;
using System.Text.RegularExpressions;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Images;
using PgClone.Servers.Local;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Images in a bucket, which one machine puts there and others take.</summary>
public sealed partial class S3ImageTests(ShopStore shop) : IClassFixture<ShopStore>, IAsyncDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "pgclone-images-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly List<string> _notices = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_root)) return;

        foreach (var machine in Directory.EnumerateDirectories(_root))
        {
            var options = new LocalServerOptions { DataRoot = machine, BinDirectory = TestServer.BinDirectory };
            await MachineOf(Path.GetFileName(machine), "unused").DropImagesAsync(null, CancellationToken.None);
            await new LocalServer(options).StopAsync(CancellationToken.None);
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task One_machine_restores_and_others_copy_unless_their_line_is_so_slow_that_a_restore_is_sooner_done()
    {
        using var bucket = await TestBucket.CreateAsync();
        await new PgCloner(new PgCloneSettings { BaseDirectory = shop.Folder, Storage = shop.Folder }).TransferAsync(new TransferOptions { Source = shop.Key, To = bucket.Location }, Token);
        await using var line = new SlowLine(bucket.Server.Port, 100_000);

        var first = await RestoreAsync(MachineOf("first", bucket.Location), pushes: true);
        var second = await RestoreAsync(MachineOf("second", bucket.Location), pushes: true);
        Assert.Empty(_notices);
        var third = await RestoreAsync(MachineOf("third", $"s3://{bucket.Name}/dumps?endpoint={line.Endpoint}"), pushes: false);

        Assert.All([first, second, third], rows => Assert.Equal(ShopStore.Rows, rows));
        Assert.Equal((1, 0, 1), (ArchivesOf("first"), ArchivesOf("second"), ArchivesOf("third")));
        Assert.Contains("is not used: the store gives ", Assert.Single(_notices), StringComparison.Ordinal);
        Assert.Equal(shop.Key, Assert.Single(await bucket.Open().ListAsync(Token).ToListAsync(Token)).Key.Value);
        Assert.Equal(shop.Key, Assert.Single(await bucket.Open().FindAsync(shop.Database, Token).ToListAsync(Token)).Key.Value);
    }

    [Fact]
    public async Task Of_several_that_are_put_there_at_once_one_is_whole_and_nothing_of_the_others_is_left()
    {
        using var bucket = await TestBucket.CreateAsync();
        var store = StoreOf(bucket);
        // The second in parts.
        foreach (var bytes in new[] { 100_000, 20_000_000 })
        {
            var parts = new Dictionary<string, string> { ["bytes"] = $"{bytes}" };
            var images = Enumerable.Range(0, 3).Select(_ => new MadeImage(shop.Key, bytes, parts: parts)).ToList();

            await Task.WhenAll(images.Select(image => Task.Run(() => image.PushAsync(store, Token), Token)));

            var manifest = await store.FindAsync(new ImageKey(parts), shop.Database, Token);
            await using var archive = await store.OpenAsync(manifest!, Token);
            await using var content = new CheckedStream(new SourceStream(archive), manifest!);
            await content.CopyToAsync(Stream.Null, Token);
        }

        Assert.Equal(2, (await store.ListAsync(shop.Database, Token)).Count);
        Assert.Equal(4, (await bucket.ListAsync()).Count);
        Assert.Empty(await bucket.ListUploadsAsync());
    }

    [Fact]
    public async Task None_that_is_cut_exchanged_or_gone_is_fetched()
    {
        using var bucket = await TestBucket.CreateAsync();
        var binaries = await new LocalServer(new LocalServerOptions { BinDirectory = TestServer.BinDirectory }).FindProgramsAsync(Token);
        await new MadeImage(shop.Key, 100_000, parts: await ImageKey.ReadMachineAsync(binaries, ImageServer.Settings, Token)).PushAsync(StoreOf(bucket), Token);
        var name = (await bucket.ListAsync()).Single(name => name.EndsWith(ImageFolder.ArchiveExtension, StringComparison.Ordinal));
        var bytes = await bucket.GetAsync(name);

        foreach (var changed in new[] { bytes[..^1], [.. bytes.Reverse()], null })
        {
            if (changed is null) await bucket.Client.DeleteObjectAsync(bucket.Name, name, Token);
            else await bucket.PutAsync(name, changed);
            var e = await Assert.ThrowsAsync<PgCloneException>(() => MachineOf("machine", bucket.Location).PullImageAsync(shop.Database, cancellationToken: Token));
            Assert.Equal(ErrorCode.ImageDamaged, e.Code);
            Assert.Equal(0, ArchivesOf("machine"));
        }
    }

    [Fact]
    public async Task What_a_killed_push_left_is_in_nobodys_way_and_pruned()
    {
        using var bucket = await TestBucket.CreateAsync();
        var image = new MadeImage(shop.Key, 40_000_000);
        await image.SaveAsync(Path.Combine(_root, "machine", ImageServer.FolderName), Token);
        // The second part never gets an answer.
        await using var network = new WatchedNetwork(bucket.Server.Port, head => head.Contains("partNumber=2", StringComparison.Ordinal) ? "" : null);
        using var push = Start("image", "push", image.Name, "--storage", $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}");
        while (!network.Requests.Any(head => head.Contains("partNumber=2", StringComparison.Ordinal)))
        {
            Assert.False(push.HasExited, "The push ended before it was killed.");
            await Task.Delay(20, Token);
        }

        push.Kill();
        await push.WaitForExitAsync(Token);
        var left = await bucket.ListAsync();
        (await RunAsync("image", "push", image.Name, "--storage", bucket.Location)).EnsureSuccess();
        // The image's dump is not here: both go.
        var shown = (await RunAsync("image", "prune", "--storage", bucket.Location)).EnsureSuccess();
        (await RunAsync("image", "prune", "--storage", bucket.Location, "--apply")).EnsureSuccess();

        Assert.Empty(left);
        Assert.Contains("(unfinished: what wrote it is gone)", shown, StringComparison.Ordinal);
        Assert.Contains("(its dump is gone)", shown, StringComparison.Ordinal);
        Assert.Empty(await bucket.ListUploadsAsync());
        Assert.Empty(await bucket.ListAsync());
    }

    [Fact]
    public async Task What_a_killed_pull_left_is_in_nobodys_way()
    {
        using var bucket = await TestBucket.CreateAsync();
        var binaries = await new LocalServer(new LocalServerOptions { BinDirectory = TestServer.BinDirectory }).FindProgramsAsync(Token);
        var image = new MadeImage(shop.Key, 40_000_000, parts: await ImageKey.ReadMachineAsync(binaries, ImageServer.Settings, Token));
        await image.PushAsync(StoreOf(bucket), Token);
        var images = Path.Combine(_root, "machine", ImageServer.FolderName);
        PrivateFiles.CreateDirectory(images, reachable: true);
        // The end of the archive never comes.
        await using var network = new WatchedNetwork(bucket.Server.Port, head => LateRange().IsMatch(head) ? "" : null);
        using var pull = Start("image", "pull", shop.Database, "--storage", $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}");
        while (!network.Requests.Any(LateRange().IsMatch) || Unfinished() is not [{ Length: > 0 }])
        {
            Assert.False(pull.HasExited, "The pull ended before it was killed.");
            await Task.Delay(20, Token);
        }

        pull.Kill();
        await pull.WaitForExitAsync(Token);
        var listed = (await RunAsync("image", "ls")).EnsureSuccess();
        (await RunAsync("image", "pull", shop.Database, "--storage", bucket.Location)).EnsureSuccess();

        Assert.Equal("", listed);
        Assert.Empty(Unfinished());
        Assert.Equal(40_000_000, new FileInfo(Assert.Single(Directory.EnumerateFiles(images, "*" + ImageFolder.ArchiveExtension))).Length);

        FileInfo[] Unfinished() => new DirectoryInfo(images).GetFiles(".*.partial");
    }

    /// <summary>A request for what comes after the first 30,000,000 bytes of something.</summary>
    [GeneratedRegex(@"range: bytes=(3\d{7}|\d{9,})-", RegexOptions.IgnoreCase)]
    private static partial Regex LateRange();

    private static ImageStore StoreOf(TestBucket bucket) => new(((IShelvedStore)bucket.Open()).Shelf);

    private int ArchivesOf(string machine) => Directory.EnumerateFiles(Path.Combine(_root, machine, ImageServer.FolderName), "*" + ImageFolder.ArchiveExtension).Count();

    private PgCloner MachineOf(string name, string storage)
    {
        var root = Path.Combine(_root, name);
        if (!Directory.Exists(root))
        {
            PrivateFiles.CreateDirectory(root, reachable: true);
            Directory.CreateSymbolicLink(Path.Combine(root, "templates"), TestServer.TemplateRoot);
        }

        return new PgCloner(new PgCloneSettings { BaseDirectory = shop.Folder, Storage = storage, DataDirectory = root, PostgresDirectory = TestServer.BinDirectory }, new NoticeCollector(_notices));
    }

    /// <returns>How many rows there are.</returns>
    private async Task<int> RestoreAsync(PgCloner machine, bool pushes)
    {
        await using var restore = await machine.RestoreTemporaryAsync(new RestoreOptions { Source = shop.Database, Images = true, PushImages = pushes }, Token);
        await using var connection = new Npgsql.NpgsqlConnection(restore.Result.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*)::int FROM orders", connection);
        return (int)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var tool = Start(arguments);
        return await ToolResult.OfAsync(tool);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(TestTool.Command[0], [.. TestTool.Command.Skip(1), .. arguments])
        {
            WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PGCLONE_DATA_DIR"] = Path.Combine(_root, "machine");
        return Process.Start(start)!;
    }
}
