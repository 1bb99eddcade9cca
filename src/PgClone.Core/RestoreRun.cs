using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Restoring;
using PgClone.Restoring.Execution;
using PgClone.Servers;

namespace PgClone;

/// <summary>One restore under way: what it works with, its stages one by one, and what is known of it so far.</summary>
internal sealed class RestoreRun(
    ResolvedRestore options, IRestoreEngine engine, PostgresServer server, StageClock stages, IProgress<ProgressEvent> progress) : IAsyncDisposable
{
    private readonly List<string> _notices = [];
    private RestoreReport? _report;

    public PostgresServer Server => server;

    public StageClock Stages => stages;

    /// <summary>The database that is restored into.</summary>
    public string Target { get; } = options.Database ?? engine.Dump.Key.Database;

    /// <summary>Whether nothing is to be restored where the target holds it already.</summary>
    public bool IfChanged => options.Choices.IfChanged ?? false;

    /// <summary>How many connections the restore may use at once.</summary>
    public int Jobs { get; set; } = options.PlanOptions.Jobs;

    public void Notify(IEnumerable<string> notices)
    {
        foreach (var notice in notices)
        {
            _notices.Add(notice);
            progress.Report(new Notice(notice));
        }
    }

    /// <summary>Takes the target's lock, as soon as it is free.</summary>
    public Task<TargetLock> LockTargetAsync(CancellationToken cancellationToken) =>
        TargetLock.AcquireAsync(server, Target, options.Wait, cancellationToken);

    /// <inheritdoc cref="IRestoreEngine.PlanAsync"/>
    public Task PlanAsync(CancellationToken cancellationToken) => engine.PlanAsync(server, Jobs, cancellationToken);

    public async Task<TemporaryDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var temporary = await TemporaryDatabase.CreateAsync(server, Target, engine.Traits, engine.Dump.Key.Value, cancellationToken).ConfigureAwait(false);
        Notify(temporary.Notices);
        return temporary;
    }

    /// <summary>Brings schema, rows, indexes and constraints into the temporary database.</summary>
    public async Task FillAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        _report = await engine.FillAsync(server, temporary.Name, progress, cancellationToken).ConfigureAwait(false);
        stages.Add(_report.Stages);
        _notices.AddRange(_report.Notices);
    }

    /// <summary>Takes the dumped database's settings over, unless there is a target that will hand on its own.</summary>
    /// <param name="temporary">The database.</param>
    /// <param name="mayReplace">Whether it takes the place of its target.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task ApplySettingsAsync(TemporaryDatabase temporary, bool mayReplace, CancellationToken cancellationToken)
    {
        if (mayReplace && await DatabaseCatalog.HasAsync(server, Target, cancellationToken).ConfigureAwait(false)) return;

        var (notices, resets) = await engine.Settings.ApplyAsync(server, temporary.Name, cancellationToken).ConfigureAwait(false);
        temporary.SettingResets = resets;
        Notify(notices);
    }

    /// <summary>Runs the mask hooks: before they have, nothing is made of the database that outlives this restore.</summary>
    public Task MaskAsync(TemporaryDatabase temporary, CancellationToken cancellationToken) =>
        RunHooksAsync(Stage.MaskHooks, HookPoint.Mask, options.MaskHooks, temporary, cancellationToken);

    /// <summary>Runs the pre-swap hooks.</summary>
    public Task RunHooksAsync(TemporaryDatabase temporary, CancellationToken cancellationToken) =>
        RunHooksAsync(Stage.PreSwapHooks, HookPoint.PreSwap, options.Hooks, temporary, cancellationToken);

    /// <param name="database">The name that the restored database has now.</param>
    /// <param name="operation">Is told how much it was.</param>
    public RestoreResult ToResult(string database, Operation operation)
    {
        operation.Bytes = engine.Dump.Length;
        operation.Rows = _report!.Tables.Sum(table => table.Rows);
        return new(
            engine.Dump.Key,
            database,
            engine.Dump.Length,
            _report.Tables.Count,
            operation.Rows,
            stages.Times,
            _report.EntryTimes,
            _notices,
            _report.Failures,
            server.GetConnectionString(database),
            server.GetDisplayConnectionString(database));
    }

    /// <summary>The result where the target was left as it is.</summary>
    public RestoreResult ToUnchanged(RestoreStamp stamp) => new(
        engine.Dump.Key, Target, engine.Dump.Length, stamp.Tables, stamp.Rows, stages.Times, [], _notices, [],
        server.GetConnectionString(Target), server.GetDisplayConnectionString(Target)) { IsUnchanged = true, Previous = PreviousDatabase.Kept };

    /// <inheritdoc cref="RestoreFingerprint.ComputeAsync"/>
    public Task<string?> ComputeFingerprintAsync(CancellationToken cancellationToken) =>
        RestoreFingerprint.ComputeAsync(engine, options.Choices, [.. options.MaskHooks, .. options.Hooks], cancellationToken);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private async Task RunHooksAsync(Stage stage, HookPoint point, IReadOnlyList<IHook> hooks, TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        if (hooks.Count == 0) return;

        var context = new HookContext(point, server, temporary.Name, Target);
        var names = string.Join(", ", hooks.Select(hook => hook.Name));
        await stages.RunAsync(stage, names, () => HookRunner.RunAsync(hooks, context, progress, cancellationToken)).ConfigureAwait(false);
    }
}
