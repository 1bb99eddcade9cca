using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Servers.Packages;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Images;

/// <summary>Two machines with the same major version of PostgreSQL, but not the same ICU: the installed server, and the one of a server package.</summary>
public sealed class OtherLibraryTests : IAsyncLifetime
{
    private const int Words = 1800;

    /// <summary>Counts the words that their index does not lead to.</summary>
    private const string CountLost = """
        SET enable_seqscan = off; SET enable_bitmapscan = off;
        CREATE FUNCTION pg_temp.lost() RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE w text; n bigint := 0;
        BEGIN
            FOR w IN SELECT word FROM words ORDER BY ctid LOOP
                PERFORM FROM words WHERE word = w;
                IF NOT FOUND THEN n := n + 1; END IF;
            END LOOP;
            RETURN n;
        END $$;
        SELECT pg_temp.lost();
        """;

    private readonly string _root = Path.Combine(Path.GetTempPath(), "pgclone-icu-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly List<string> _notices = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_root, "store");

    public ValueTask InitializeAsync()
    {
        PrivateFiles.CreateDirectory(_root, reachable: true);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var root in Directory.EnumerateDirectories(_root).Where(root => Directory.Exists(Path.Combine(root, ImageServer.FolderName))))
        {
            await new PgCloner(new PgCloneSettings { BaseDirectory = _root, DataDirectory = root }).DropImagesAsync(null, CancellationToken.None);
            await new LocalServer(new LocalServerOptions { DataRoot = root }).StopAsync(CancellationToken.None);
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task An_image_of_one_would_lose_rows_on_the_other_and_is_refused_there()
    {
        Soak.Require();
        var server = await TestServer.GetAsync();
        var package = await MakePackageAsync(server.Version.Major);
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            CREATE TABLE words (word text COLLATE "en-x-icu" UNIQUE);
            -- Letters that ICU has a place for since 11.0, among ones that it has always had one for.
            INSERT INTO words SELECT (ARRAY[chr(7312 + i % 43), chr(93760 + i % 60), chr(68864 + i % 36), chr(19968 + i % 20000), 'z'])[1 + i % 5] || i FROM generate_series(1, {Words}) i;
            """);
        var dump = await new PgCloner(new PgCloneSettings { BaseDirectory = _root, Storage = Store, Connection = database.ConnectionString, PostgresDirectory = TestServer.BinDirectory })
            .DumpAsync(new DumpOptions { Database = database.Name }, Token);

        var first = await CountLostAsync("first", TestServer.BinDirectory, dump.Key.Value);
        var lost = await CountLostUncheckedAsync(package);
        var e = await Assert.ThrowsAsync<PgCloneException>(() => MachineOf("second", package.Directory).PullImageAsync(dump.Key.Value, cancellationToken: Token));
        var second = await CountLostAsync("second", package.Directory, dump.Key.Value);

        Assert.Equal(0, first);
        Assert.InRange(lost, 1, Words);
        Assert.Equal(ErrorCode.ImageNotFound, e.Code);
        Assert.Contains("is for another machine: ", e.Why, StringComparison.Ordinal);
        Assert.Equal(0, second);
        Assert.Empty(_notices);
        // Each has an image of its own.
        Assert.Equal(2, (await MachineOf("first", TestServer.BinDirectory).ListStoredImagesAsync(database.Name, cancellationToken: Token)).Count);
    }

    /// <summary>The programs of a server package.</summary>
    private async Task<PostgresBinaries> MakePackageAsync(int major)
    {
        var folder = Path.Combine(_root, "packages");
        await MadeServers.AddAsync(folder, $"{major}");
        var package = await ServerPackage.OpenNupkgAsync(Directory.EnumerateFiles(folder, "*.nupkg").Single(), Token);
        var server = Path.Combine(_root, "server");
        PrivateFiles.CreateDirectory(server, reachable: true);
        await ServerArchive.UnpackAsync(await package.ReadArchiveAsync(Token), package.Manifest.UnpackedSize, server, Token);
        return new StoredServer(package.Manifest, server).Binaries;
    }

    private PgCloner MachineOf(string name, string? programs)
    {
        PrivateFiles.CreateDirectory(Path.Combine(_root, name), reachable: true);
        return new PgCloner(
            new PgCloneSettings { BaseDirectory = _root, Storage = Store, DataDirectory = Path.Combine(_root, name), PostgresDirectory = programs }, new NoticeCollector(_notices));
    }

    private async Task<long> CountLostAsync(string machine, string? programs, string key)
    {
        await using var restore = await MachineOf(machine, programs).RestoreTemporaryAsync(new RestoreOptions { Source = key, Images = true, PushImages = true }, Token);
        return await CountLostAsync(restore.Result.ConnectionString);
    }

    /// <summary>What becomes of the image where nobody asks whether it may be used.</summary>
    private async Task<long> CountLostUncheckedAsync(PostgresBinaries other)
    {
        var store = new ImageStore(((IShelvedStore)new DirectoryStore(Store)).Shelf);
        var image = (await store.ListAsync(null, Token)).Single().Manifest!;
        var local = new LocalServer(
            new LocalServerOptions { DataRoot = Path.Combine(_root, "unchecked"), BinDirectory = other.Directory, Settings = ImageServer.Settings, Content = UnpackAsync },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var server = await local.EnsureStartedAsync(Token);
        try
        {
            const string open = """
                DO $$ DECLARE t text; BEGIN SELECT datname INTO t FROM pg_database WHERE datname LIKE 'pgclone\_template\_%'; EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', t); END $$;
                SELECT datname FROM pg_database WHERE datname LIKE 'pgclone\_template\_%';
                """;
            var template = (string)(await ScalarAsync(server.GetConnectionString("postgres"), open))!;
            return await CountLostAsync(server.GetConnectionString(template));
        }
        finally
        {
            await local.StopAsync(CancellationToken.None);
        }

        async Task UnpackAsync(string data, CancellationToken cancellationToken)
        {
            await using var archive = await store.OpenAsync(image, cancellationToken);
            await ImageArchive.UnpackAsync(new SourceStream(archive), image, data, cancellationToken);
        }
    }

    private static async Task<long> CountLostAsync(string connectionString) => (long)(await ScalarAsync(connectionString, CountLost))!;

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
