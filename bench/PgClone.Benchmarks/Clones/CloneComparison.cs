using Npgsql;
using PgClone.Benchmarks.Results;
using PgClone.Configuration;

namespace PgClone.Benchmarks.Clones;

/// <summary>Hands one database to test classes: as clones of PgClone's, ready or not, as copies by hand, and restored for each.</summary>
internal sealed class CloneComparison(BenchmarkServer server, BenchmarkDump dump, CloneSet set, BenchmarkOptions options)
{
    private const string Target = "bench";
    private const string Template = "bench_template";

    private const int MoreRounds = 6;
    private const int MostRestores = 3;
    private const int MostSuites = 2;

    // So long a pool may take to make the next clone, which is no part of handing one over.
    private static readonly TimeSpan FillTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task<CloneResult> RunAsync(CancellationToken cancellationToken)
    {
        var restore = new StockParallel(new StockRestore(server, await Programs.FindServerAsync(cancellationToken)), dump, options.Jobs);
        await restore.RunAsync(Template, cancellationToken);
        await using var pooled = await CreateAsync(readyClones: true, cancellationToken);
        await using var unpooled = await CreateAsync(readyClones: false, cancellationToken);
        var handOvers = await CompareHandOversAsync(pooled, unpooled, restore, cancellationToken);
        var suites = set.HasSuite ? await CompareSuitesAsync(pooled, unpooled, restore, cancellationToken) : [];
        return new CloneResult(set.Name, DateOnly.FromDateTime(DateTime.UtcNow), Programs.PgCloneVersion, dump.DatabaseBytes, dump.Bytes, handOvers, suites);
    }

    private async Task<IReadOnlyList<ContenderResult>> CompareHandOversAsync(
        PgCloneDatabase pooled, PgCloneDatabase unpooled, StockParallel restore, CancellationToken cancellationToken)
    {
        var title = $"hand over, {set.Name}";
        HandOver[] ours = [new("PgClone, ready", pooled), new("PgClone, on demand", unpooled)];
        IContender[] copies = [.. ours, new StockCopy(server, Template)];
        // Code is compiled when it first runs, and the pool is filled when it is first asked.
        foreach (var contender in copies.Concat(copies))
        {
            await contender.RunAsync(Target, cancellationToken);
            await TidyAsync();
        }

        // Copies of small databases take milliseconds, of which a few tell little; a restore takes its time.
        var copied = await new Rounds(server, title, set.IsScaled ? options.Runs : MoreRounds * options.Runs).RunAsync(copies, Target, TidyAsync, cancellationToken);
        var restored = await new Rounds(server, title, Math.Min(options.Runs, MostRestores)).RunAsync([new StockFill(server, restore)], Target, TidyAsync, cancellationToken);
        await TidyAsync();
        return [.. copied, .. restored];

        async Task TidyAsync()
        {
            foreach (var one in ours) await one.DropAsync();
            await server.ExecuteAsync($"DROP DATABASE IF EXISTS {Target} WITH (FORCE)", cancellationToken);
            await WhenReadyAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ContenderResult>> CompareSuitesAsync(
        PgCloneDatabase pooled, PgCloneDatabase unpooled, StockParallel restore, CancellationToken cancellationToken)
    {
        const string shared = "bench_shared";
        await restore.RunAsync(shared, cancellationToken);
        await using var database = await SharedDatabase.PrepareAsync(server.Postgres.GetConnectionString(shared), cancellationToken);
        TestSuite[] suites =
        [
            new("PgClone, a ready clone per class", token => RunCloneAsync(pooled, token)),
            new("PgClone, a clone on demand per class", token => RunCloneAsync(unpooled, token)),
            new("one database, its rows deleted and put in again", database.RunClassAsync),
            new($"{restore.Name} per class", token => RunRestoredAsync(restore, token)),
        ];
        return await new Rounds(server, $"suite, {set.Name}", Math.Min(MostSuites, (options.Runs + 1) / 2)).RunAsync(suites, Target, () => WhenReadyAsync(cancellationToken), cancellationToken);
    }

    private static async Task RunCloneAsync(PgCloneDatabase database, CancellationToken cancellationToken)
    {
        await using var clone = await database.CloneAsync(cancellationToken);
        await TestClass.RunAsync(clone.DataSource, cancellationToken);
    }

    private async Task RunRestoredAsync(StockParallel restore, CancellationToken cancellationToken)
    {
        await restore.RunAsync(Target, cancellationToken);
        await using (var source = NpgsqlDataSource.Create(server.Postgres.GetConnectionString(Target))) await TestClass.RunAsync(source, cancellationToken);
        await server.ExecuteAsync($"DROP DATABASE {Target} WITH (FORCE)", cancellationToken);
    }

    private Task<PgCloneDatabase> CreateAsync(bool readyClones, CancellationToken cancellationToken) => PgCloneDatabase.CreateAsync(
        new PgCloneDatabaseOptions
        {
            SettingsDirectory = dump.Store,
            Connection = server.Postgres.GetConnectionString(server.Postgres.MaintenanceDatabase),
            Storage = dump.Store,
            Source = dump.Key,
            Templates = TemplateUse.On,
            ReadyClones = readyClones ? null : 0,
        }, cancellationToken);

    /// <summary>Waits until a clone is ready and none is being made.</summary>
    private async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT EXISTS (SELECT FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%"role":"ready"%')
                AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND query ~* '^(CREATE|DROP) DATABASE')
            """;
        await using var source = NpgsqlDataSource.Create(server.Postgres.GetConnectionString(server.Postgres.MaintenanceDatabase));
        await using var command = source.CreateCommand(sql);
        var deadline = DateTime.UtcNow + FillTime;
        while (DateTime.UtcNow < deadline && !(bool)(await command.ExecuteScalarAsync(cancellationToken))!) await Task.Delay(Pause, cancellationToken);
    }
}
