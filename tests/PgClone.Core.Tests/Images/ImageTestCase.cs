using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Images;

/// <summary>Restores of one small dump in a data root of the test's own, whose servers are stopped and deleted after it.</summary>
public abstract class ImageTestCase(PushedStore pushed) : IAsyncLifetime
{
    private protected ShopStore Shop => pushed.Shop;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected string Root { get; } = Path.Combine(Path.GetTempPath(), "pgclone-images-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>Where the dump lies.</summary>
    private protected virtual string Storage => Shop.Folder;

    private protected List<string> Notices { get; } = [];

    private protected string Images => Path.Combine(Root, ImageServer.FolderName);

    private protected string Archive => Directory.EnumerateFiles(Images, "*" + ImageFolder.ArchiveExtension).Single();

    private protected string Manifest => Directory.EnumerateFiles(Images, "*.json").Single();

    private protected LocalServerOptions Options => new() { DataRoot = Root, BinDirectory = TestServer.BinDirectory };

    // Skips where there is no PostgreSQL.
    public async ValueTask InitializeAsync()
    {
        await TestServer.GetAsync();
        PgClone.Files.PrivateFiles.CreateDirectory(Root, reachable: true);
        Directory.CreateSymbolicLink(Path.Combine(Root, "templates"), TestServer.TemplateRoot);
    }

    public async ValueTask DisposeAsync()
    {
        await Cloner().DropImagesAsync(null, CancellationToken.None);
        await new LocalServer(Options).StopAsync(CancellationToken.None);
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected PgCloner Cloner() => new(
        new PgCloneSettings { BaseDirectory = Shop.Folder, Storage = Storage, DataDirectory = Root, PostgresDirectory = TestServer.BinDirectory },
        new NoticeCollector(Notices));

    private protected Task<TemporaryRestore> RestoreAsync(Func<RestoreOptions, RestoreOptions>? change = null, params IHook[] hooks)
    {
        var options = new RestoreOptions { Source = Shop.Key, Images = true, Hooks = hooks };
        return Cloner().RestoreTemporaryAsync(change?.Invoke(options) ?? options, Token);
    }

    /// <summary>Gives this machine the image of the dump, as if it had restored it before.</summary>
    private protected void PutImage() => pushed.PutInto(Images);

    private protected void AssertSilent() => Assert.True(Notices.Count == 0, string.Join('\n', Notices));

    /// <summary>What another machine has that only got the image: no cluster.</summary>
    private protected async Task ForgetClusterAsync()
    {
        foreach (var name in Cloner().ListImages().Select(image => image.Name)) await new ImageServer(Options, name, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).DeleteAsync(Token);
    }

    private protected static async Task<object?> ScalarAsync(TemporaryRestore restore, string sql, string? database = null)
    {
        await using var connection = await (await PostgresServer.ConnectAsync(restore.Result.ConnectionString, null, Token)).OpenAsync(database ?? restore.Result.Database, Token);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
