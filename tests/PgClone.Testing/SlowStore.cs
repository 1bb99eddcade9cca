using Npgsql;
using PgClone.Configuration;
using PgClone.Servers;
using Xunit;

namespace PgClone.Testing;

/// <summary>
/// A store with one dump whose restore halts where it is told to: its functions sleep at the stage that a session's setting <c>test.stage</c>
/// names.
/// </summary>
public sealed class SlowStore : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-slow-");

    /// <summary>The stages that a restore can be halted at.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["schema", "copy", "index", "analyze", "refresh"];

    /// <summary>How many rows the table <c>halt</c> has.</summary>
    public const int Rows = 5;

    /// <summary>The store's folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The dump's key.</summary>
    public string Key { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            CREATE FUNCTION halt_at(stage text, v int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_setting('test.stage', true) = stage THEN PERFORM pg_sleep(120); END IF;
                    RETURN v;
                END $$;
            CREATE DOMAIN number AS int CHECK (public.halt_at('schema', VALUE) >= 0);
            CREATE FUNCTION add(a number, b int) RETURNS number LANGUAGE sql AS 'SELECT a + b';
            CREATE AGGREGATE total(int) (SFUNC = add, STYPE = number, INITCOND = '0');
            CREATE TABLE halt (v int CHECK (public.halt_at('copy', v) = v));
            INSERT INTO halt SELECT generate_series(1, {Rows});
            CREATE INDEX ON halt (public.halt_at('index', v));
            CREATE STATISTICS halt_statistics ON (public.halt_at('analyze', v)) FROM halt;
            CREATE MATERIALIZED VIEW halt_view AS SELECT public.halt_at('refresh', v) FROM halt;
            """);
        Key = (await CreateCloner(database.Server).DumpAsync(new DumpOptions { Database = database.Name })).Key.Value;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A connection string for restores that halt at a stage.</summary>
    public static string ConnectionHaltingAt(PostgresServer server, string stage) =>
        new NpgsqlConnectionStringBuilder(server.GetConnectionString("postgres")) { Options = $"-c test.stage={stage}" }.ConnectionString;

    /// <summary>An engine that reads this store and halts at a stage.</summary>
    public PgCloner CreateCloner(PostgresServer server, string stage = "none") => new(new PgCloneSettings
    {
        BaseDirectory = Folder,
        Storage = Folder,
        Connection = ConnectionHaltingAt(server, stage),
    });

    /// <summary>Waits until a restore into a target has halted.</summary>
    /// <param name="target">The target.</param>
    /// <param name="hasEnded">Whether the restore is over, which fails the test.</param>
    public static async Task WaitForHaltAsync(TestDatabase target, Func<bool> hasEnded)
    {
        var halted = $"""
            SELECT 1 FROM pg_stat_activity JOIN pg_database d ON d.oid = datid
            WHERE wait_event = 'PgSleep' AND shobj_description(d.oid, 'pg_database') LIKE '%"{target.Name}"%'
            """;
        while (await TestServer.ScalarAsync("postgres", halted) is null)
        {
            Assert.False(hasEnded(), "The restore ended before it halted.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
