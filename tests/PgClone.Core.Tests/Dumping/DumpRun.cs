using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Dumping;

/// <summary>A database to dump, and a store of its own.</summary>
internal sealed class DumpRun : IAsyncDisposable
{
    private DumpRun(TestDatabase database)
    {
        Database = database;
        Store = new DirectoryStore(Folder["store"]);
        Key = DumpKey.Create(KeyLayout.Database, database.Name, "default", DateTimeOffset.UtcNow, "test");
    }

    public TemporaryFolder Folder { get; } = new();

    public TestDatabase Database { get; }

    public DirectoryStore Store { get; }

    public DumpKey Key { get; }

    public string DumpPath => Path.Combine(Store.Location, Key.Value);

    public static string? ToolDirectory => Environment.GetEnvironmentVariable("PGCLONE_PG_BIN") is { Length: > 0 } bin ? bin : null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="sql">Fills the database.</param>
    public static async Task<DumpRun> StartAsync(string sql = "CREATE TABLE t (x int); INSERT INTO t SELECT generate_series(1, 1000)")
    {
        var run = new DumpRun(await TestServer.CreateDatabaseAsync());
        await run.Database.ExecuteAsync(sql);
        return run;
    }

    public async Task<long> DumpAsync(
        DumpChoices? choices = null,
        PostgresServer? server = null,
        string? database = null,
        IDumpStore? store = null,
        string? toolDirectory = null,
        IProgress<ProgressEvent>? progress = null,
        CancellationToken? cancellationToken = null) =>
        (await DumpedAsync(choices, server, database, store, toolDirectory, progress, cancellationToken)).Bytes;

    /// <summary>Dumps, and tells all of what was stored.</summary>
    public async Task<DumpedArchive> DumpedAsync(
        DumpChoices? choices = null,
        PostgresServer? server = null,
        string? database = null,
        IDumpStore? store = null,
        string? toolDirectory = null,
        IProgress<ProgressEvent>? progress = null,
        CancellationToken? cancellationToken = null) =>
        await ArchiveDumper.DumpAsync(
            server ?? Database.Server, database ?? Database.Name, Key, store ?? Store, DumpContent.From(choices ?? new DumpChoices()),
            await PgDump.FindAsync((server ?? Database.Server).Version, toolDirectory ?? ToolDirectory, null, cancellationToken ?? Token), progress, cancellationToken ?? Token);

    /// <summary>Puts a program in pg_dump's place.</summary>
    /// <param name="version">The version that it gives as its own.</param>
    /// <param name="script">What it does else, in sh; <c>$PG_DUMP</c> is the real one.</param>
    /// <returns>Its folder.</returns>
    public async Task<string> ReplacePgDumpAsync(string version, string script)
    {
        var real = await PostgresBinaries.FindPgDumpAsync(Database.Server.Version, ToolDirectory, Token);
        Directory.CreateDirectory(Folder["bin"]);
        await File.WriteAllTextAsync(
            Folder["bin/pg_dump"],
            $"""
            #!/bin/sh
            PG_DUMP='{real.GetPath("pg_dump")}'
            if [ "$1" = --version ]; then echo 'pg_dump (PostgreSQL) {version}'; exit; fi
            {script}

            """,
            Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder["bin/pg_dump"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Folder["bin"];
    }

    /// <summary>Restores the dump with pg_restore into a database of its own.</summary>
    public async Task<TestDatabase> RestoreAsync()
    {
        var restored = await TestServer.CreateDatabaseAsync();
        (await StockTools.RunAsync("pg_restore", restored.Server, restored.Name, "--exit-on-error", "-j2", DumpPath)).EnsureSuccess();
        return restored;
    }

    public void AssertNothingStored() => Assert.False(Directory.Exists(Store.Location) && Directory.EnumerateFiles(Store.Location, "*", SearchOption.AllDirectories).Any());

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Folder.Dispose();
    }
}
