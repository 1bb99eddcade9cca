using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Pooling;
using PgClone.Restoring;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Templates;

namespace PgClone;

/// <summary>One restore under way: what it works with, its stages one by one, and what is known of it so far.</summary>
internal sealed partial class RestoreRun(
    ResolvedRestore options, IRestoreEngine engine, PostgresServer server, StageClock stages, IProgress<ProgressEvent> progress, bool isBudgeted) : IAsyncDisposable
{
    // As near as matters: nothing was made by this process before its first restore.
    private static readonly DateTimeOffset ProcessStart = DateTimeOffset.UtcNow;

    private ConnectionShare? _share;
    private DatabaseConnections? _connections;

    public PostgresServer Server => server;

    public StageClock Stages => stages;

    /// <summary>The database that is restored into.</summary>
    public string Target { get; } = options.Database ?? engine.Dump.Key.Database;

    /// <summary>Whether nothing is to be restored where the target holds it already.</summary>
    public bool IfChanged => options.Choices.IfChanged ?? false;

    /// <summary>Whether what is left out hangs on the server and the user: what was made before, by whomever, may be something else.</summary>
    public bool LeavesOutMissing => options.PlanOptions.LeavesOutMissing;

    /// <summary>Whether the target is replaced so that one can go back.</summary>
    public bool IsReversible => !isBudgeted && options.Choices.Reversible == true;

    /// <summary>Whether what was restored is kept where a pre-swap hook fails.</summary>
    public bool KeepsFailed => !isBudgeted && options.Choices.KeepFailed == true;

    /// <summary>What was restored, before the hooks, where that is kept.</summary>
    public TemporaryDatabase? Current { get; private set; }

    /// <summary>The template that the database is a copy of, and nothing else was done to it; null: there is none.</summary>
    public Template? Template { get; private set; }

    /// <summary>How the database will be connected to, where a copy that was made ahead will do.</summary>
    public DataSourceRecipe? Recipe { get; set; }

    /// <summary>How many templates the server may have when this has made one.</summary>
    public required TemplateLimits TemplateLimits { get; init; }

    /// <summary>Whether what is kept is to be read without being written to: it goes to many machines.</summary>
    public bool FreezesRows { get; init; }

    /// <summary>What has to have ended before the process does.</summary>
    public Task Pushing { get; set; } = Task.CompletedTask;

    /// <summary>Whether hooks run before the swap.</summary>
    public bool HasHooks => options.Hooks.Count > 0;

    /// <summary>How many connections the restore would like to use at once.</summary>
    public int WantedJobs { get; } = options.PlanOptions.Jobs;

    /// <summary>How many connections the restore may use at once.</summary>
    public int Jobs { get; set; } = options.PlanOptions.Jobs;

    public RestoreChoices Choices => options.Choices;

    /// <inheritdoc cref="RestoreFingerprint.OfArchive"/>
    public string? ArchiveFingerprint => RestoreFingerprint.OfArchive(engine, options.Choices);

    /// <summary>Whether a hook may have worked elsewhere: what it left is told of, and not kept for others.</summary>
    public bool IsDoubtful { get; private set; }

    /// <inheritdoc cref="IRestoreEngine.Names"/>
    public ServerNames ArchiveNames => engine.Names;

    /// <summary>When a template has to have been made at the earliest.</summary>
    public DateTimeOffset OldestTemplate { get; } =
        options.Choices.Cold == true ? ProcessStart
        : options.Choices.MaxAge is { } age ? DateTimeOffset.UtcNow - age
        : DateTimeOffset.MinValue;

    /// <summary>How long the server took for the last database that was created.</summary>
    public TimeSpan CreateTime => stages.Times.Last(time => time.Stage == Stage.Create).Elapsed;

    /// <summary>Takes the target's lock, as soon as it is free.</summary>
    public Task<TargetLock> LockTargetAsync(CancellationToken cancellationToken) =>
        TargetLock.AcquireAsync(server, Target, options.Wait, cancellationToken);

    /// <summary>Refuses what could only fail at the end, along with what of the dump can't be had.</summary>
    /// <param name="replaces">Whether the target's place is to be taken.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">Something stands in the way.</exception>
    public async Task RefuseObstaclesAsync(bool replaces, CancellationToken cancellationToken)
    {
        var obstacles = await TargetObstacles.FindAsync(server, Target, replaces, cancellationToken).ConfigureAwait(false);
        if (obstacles.Count > 0)
            Obstacle.Refuse([.. obstacles, .. await engine.PlanAsync(server, Jobs, cancellationToken).ConfigureAwait(false)], Target, server.DisplayName);
    }

    /// <summary>Settles what is restored.</summary>
    /// <exception cref="PgCloneException">What was chosen does not fit the dump, or something of it can't be had on the server.</exception>
    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        Obstacle.Refuse(await engine.PlanAsync(server, Jobs, cancellationToken).ConfigureAwait(false), Target, server.DisplayName);
        NotifyOfContent(LaterDump.Notices(engine.DumpedVersion, server));
    }

    public async Task<TemporaryDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var temporary = await TemporaryDatabase.CreateAsync(server, Target, engine.Traits, engine.Dump.Key.Value, cancellationToken).ConfigureAwait(false);
        NotifyOfContent(temporary.Notices);
        return temporary;
    }

    /// <summary>Copies a template into a temporary database.</summary>
    public async Task<TemporaryDatabase> CopyDatabaseAsync(Template template, CancellationToken cancellationToken)
    {
        server.Log.TemplateCopied(Target, template.Name);
        var copy = await TemporaryDatabase.CopyAsync(server, Target, template.Name, engine.Dump.Key.Value, cancellationToken: cancellationToken).ConfigureAwait(false);
        return Accept(copy, template);
    }

    /// <summary>Takes a copy of a template that was made ahead, if one is wanted and ready.</summary>
    public async Task<TemporaryDatabase?> TryTakeReadyAsync(Template template, CancellationToken cancellationToken)
    {
        if (Recipe is null || await ClonePools.TryTakeAsync(server, template, Recipe, Target, cancellationToken).ConfigureAwait(false) is not { } ready) return null;

        GiveBackConnections();
        (_share, _connections) = (ready.Share, ready.Connections);
        return Accept(ready.Database, template);
    }

    private TemporaryDatabase Accept(TemporaryDatabase copy, Template template)
    {
        Notify(copy.Notices);
        Template = template;
        // What was made here has been told already.
        if (_report is not null || _copied is not null) return copy;

        _copied = template.Marker!.Content;
        NotifyOfContent(_copied.Notices);
        return copy;
    }

    /// <summary>Takes connections out of what the restores of this process share, in place of those that it has.</summary>
    public async Task TakeConnectionsAsync(int jobs, CancellationToken cancellationToken)
    {
        if (!isBudgeted) return;

        GiveBackConnections();
        _share = await ConnectionBudget.TakeAsync(server, jobs, cancellationToken).ConfigureAwait(false);
        Jobs = _share.Jobs;
    }

    public void GiveBackConnections()
    {
        _share?.Dispose();
        _share = null;
    }

    /// <summary>Hands on the connections of the database that lives on.</summary>
    public ConnectionShare EndWithConnections()
    {
        var share = _share!;
        _share = null;
        share.EndRestore();
        return share;
    }

    /// <summary>Hands on what has to have ended before the process does.</summary>
    public Task EndWithPush()
    {
        var pushing = Pushing;
        Pushing = Task.CompletedTask;
        return pushing;
    }

    /// <summary>Hands on the ways into the database, where they were opened ahead.</summary>
    public DatabaseConnections? EndWithReady()
    {
        var connections = _connections;
        _connections = null;
        return connections;
    }

    /// <summary>Brings schema, rows, indexes and constraints into the temporary database.</summary>
    public async Task FillAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        _report = await engine.FillAsync(server, temporary.Name, progress, cancellationToken).ConfigureAwait(false);
        stages.Add(_report.Stages);
        _notices.AddRange(_report.Notices);
        _contentNotices.AddRange(_report.Notices);
    }

    /// <summary>Whether the dumped database had settings of its own.</summary>
    public bool HasSettings => engine.Settings is { Settings.Count: > 0 } or { LeftOut.Count: > 0 };

    /// <summary>Takes the dumped database's settings over.</summary>
    public async Task ApplySettingsAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        var (notices, resets) = await engine.Settings.ApplyAsync(server, temporary.Name, cancellationToken).ConfigureAwait(false);
        temporary.SettingResets = resets;
        NotifyOfContent(notices);
    }

    /// <summary>Runs the mask hooks: before they have, nothing is made of the database that outlives this restore.</summary>
    public Task MaskAsync(TemporaryDatabase temporary, CancellationToken cancellationToken) =>
        RunHooksAsync(Stage.MaskHooks, HookPoint.Mask, options.MaskHooks, temporary, cancellationToken);

    /// <summary>Copies the database as it is before the pre-swap hooks, where that is to be kept.</summary>
    public async Task CopyCurrentAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        if (!IsReversible) return;

        Current = await TemporaryDatabase.CopyAsync(server, Target, temporary.Name, engine.Dump.Key.Value, endSessions: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        Notify(Current.Notices);
    }

    /// <inheritdoc cref="RestoreFingerprint.OfHooksAsync"/>
    public Task<string?> ReadMasksAsync(CancellationToken cancellationToken) => options.ReadMasksAsync(cancellationToken);

    /// <inheritdoc cref="RestoreFingerprint.OfHooksAsync"/>
    public Task<string?> ReadHooksAsync(CancellationToken cancellationToken) => RestoreFingerprint.OfHooksAsync(options.Hooks, cancellationToken);

    /// <summary>Runs the pre-swap hooks.</summary>
    public Task RunHooksAsync(TemporaryDatabase temporary, CancellationToken cancellationToken) =>
        RunHooksAsync(Stage.PreSwapHooks, HookPoint.PreSwap, options.Hooks, temporary, cancellationToken);

    /// <summary>Marks the rows as visible to all, so that nobody who reads them first has to.</summary>
    public async Task FreezeAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        var session = await server.OpenAsync(temporary.Name, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        await session.ExecuteAsync("VACUUM (FREEZE)", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RestoreFingerprint.ComputeAsync"/>
    public Task<string?> ComputeFingerprintAsync(CancellationToken cancellationToken) =>
        RestoreFingerprint.ComputeAsync(engine, options.Choices, [.. options.AllHooks], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        GiveBackConnections();
        if (_connections is not null) await _connections.DisposeAsync().ConfigureAwait(false);
        if (Current is not null) await Current.DisposeAsync().ConfigureAwait(false);
        await engine.DisposeAsync().ConfigureAwait(false);
        await Pushing.ConfigureAwait(false);
    }

    private async Task RunHooksAsync(Stage stage, HookPoint point, IReadOnlyList<IHook> hooks, TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        if (hooks.Count == 0) return;

        Template = null;
        var context = new HookContext(point, server, temporary.Name, Target) { Notify = Doubt };
        var names = string.Join(", ", hooks.Select(hook => hook.Name));
        await stages.RunAsync(stage, names, () => HookRunner.RunAsync(hooks, context, progress, cancellationToken)).ConfigureAwait(false);
    }

    private void Doubt(string notice)
    {
        Notify([notice]);
        IsDoubtful = true;
    }
}
