using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Restoring;
using PgClone.Restoring.Execution;
using PgClone.Servers;
using PgClone.Templates;

namespace PgClone;

/// <summary>One restore under way: what it works with, its stages one by one, and what is known of it so far.</summary>
internal sealed class RestoreRun(
    ResolvedRestore options, IRestoreEngine engine, PostgresServer server, StageClock stages, IProgress<ProgressEvent> progress, bool isBudgeted) : IAsyncDisposable
{
    // As near as matters: nothing was made by this process before its first restore.
    private static readonly DateTimeOffset ProcessStart = DateTimeOffset.UtcNow;

    private readonly List<string> _notices = [];
    private readonly List<string> _contentNotices = [];
    private RestoreReport? _report;
    private TemplateContent? _copied;
    private ConnectionShare? _share;

    public PostgresServer Server => server;

    public StageClock Stages => stages;

    /// <summary>The database that is restored into.</summary>
    public string Target { get; } = options.Database ?? engine.Dump.Key.Database;

    /// <summary>Whether nothing is to be restored where the target holds it already.</summary>
    public bool IfChanged => options.Choices.IfChanged ?? false;

    /// <summary>Whether the target is replaced so that one can go back.</summary>
    public bool IsReversible => !isBudgeted && options.Choices.Reversible == true;

    /// <summary>Whether what was restored is kept where a pre-swap hook fails.</summary>
    public bool KeepsFailed => !isBudgeted && options.Choices.KeepFailed == true;

    /// <summary>What was restored, before the hooks, where that is kept.</summary>
    public TemporaryDatabase? Current { get; private set; }

    /// <summary>How many connections the restore would like to use at once.</summary>
    public int WantedJobs { get; } = options.PlanOptions.Jobs;

    /// <summary>How many connections the restore may use at once.</summary>
    public int Jobs { get; set; } = options.PlanOptions.Jobs;

    public RestoreChoices Choices => options.Choices;

    /// <inheritdoc cref="RestoreFingerprint.OfArchive"/>
    public string? ArchiveFingerprint => RestoreFingerprint.OfArchive(engine, options.Choices);

    /// <summary>Whether entries of the dump are missing, where the restore was to go on without them.</summary>
    public bool HasFailures => _report is { Failures.Count: > 0 };

    /// <inheritdoc cref="IRestoreEngine.Roles"/>
    public IReadOnlyCollection<string> ArchiveRoles => engine.Roles;

    /// <summary>What is told of the content so far, also where it is copied.</summary>
    public TemplateContent Content => new(
        _copied?.Tables ?? _report!.Tables.Count, _copied?.Rows ?? _report!.Tables.Sum(table => table.Rows), [.. _contentNotices]);

    public void Notify(IEnumerable<string> notices)
    {
        foreach (var notice in notices)
        {
            _notices.Add(notice);
            progress.Report(new Notice(notice));
        }
    }

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
        if (engine.DumpedVersion is { } dumped && dumped.Major > server.Version.Major)
            NotifyOfContent([$"The dump comes from PostgreSQL {dumped.Major}, and the server is {server.Version.Major}: what only the newer one knows will be refused."]);
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
        Notify(copy.Notices);
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
    public Task<string?> ReadMasksAsync(CancellationToken cancellationToken) => RestoreFingerprint.OfHooksAsync(options.MaskHooks, cancellationToken);

    /// <inheritdoc cref="RestoreFingerprint.OfHooksAsync"/>
    public Task<string?> ReadHooksAsync(CancellationToken cancellationToken) => RestoreFingerprint.OfHooksAsync(options.Hooks, cancellationToken);

    /// <summary>Runs the pre-swap hooks.</summary>
    public Task RunHooksAsync(TemporaryDatabase temporary, CancellationToken cancellationToken) =>
        RunHooksAsync(Stage.PreSwapHooks, HookPoint.PreSwap, options.Hooks, temporary, cancellationToken);

    /// <param name="database">The name that the restored database has now.</param>
    /// <param name="operation">Is told how much it was.</param>
    public RestoreResult ToResult(string database, Operation operation)
    {
        var content = Content;
        (operation.Bytes, operation.Rows) = (engine.Dump.Length, content.Rows);
        return new(
            engine.Dump.Key,
            database,
            engine.Dump.Length,
            content.Tables,
            content.Rows,
            stages.Times,
            _report?.EntryTimes ?? [],
            _notices,
            _report?.Failures ?? [],
            server.GetConnectionString(database),
            server.GetDisplayConnectionString(database)) { IsCopy = _copied is not null };
    }

    /// <summary>What would be done. Only reads.</summary>
    public async Task<RestorePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        Obstacle[] obstacles =
        [
            .. await TargetObstacles.FindAsync(server, Target, isReplaced: true, cancellationToken).ConfigureAwait(false),
            .. await engine.PlanAsync(server, Jobs, cancellationToken).ConfigureAwait(false),
        ];
        var replaced = await ReplacedDatabase.FindAsync(server, Target, cancellationToken).ConfigureAwait(false);
        return new RestorePreview(
            engine.Dump.Key, engine.Dump.Length, server.DisplayName, server.IsLocal, Target, replaced, Jobs,
            [.. options.MaskHooks.Concat(options.Hooks).Select(hook => hook.Name)],
            [.. _notices, .. engine.PlannedNotices], [.. obstacles.Select(obstacle => $"{obstacle.Code.ToText()}: {obstacle.Why} {obstacle.Advice}")]);
    }

    /// <summary>The result where the target was left as it is.</summary>
    public RestoreResult ToUnchanged(RestoreStamp stamp) => new(
        engine.Dump.Key, Target, engine.Dump.Length, stamp.Tables, stamp.Rows, stages.Times, [], _notices, [],
        server.GetConnectionString(Target), server.GetDisplayConnectionString(Target)) { IsUnchanged = true, Previous = PreviousDatabase.Kept };

    /// <inheritdoc cref="RestoreFingerprint.ComputeAsync"/>
    public Task<string?> ComputeFingerprintAsync(CancellationToken cancellationToken) =>
        RestoreFingerprint.ComputeAsync(engine, options.Choices, [.. options.MaskHooks, .. options.Hooks], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        GiveBackConnections();
        if (Current is not null) await Current.DisposeAsync().ConfigureAwait(false);
        await engine.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunHooksAsync(Stage stage, HookPoint point, IReadOnlyList<IHook> hooks, TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        if (hooks.Count == 0) return;

        var context = new HookContext(point, server, temporary.Name, Target);
        var names = string.Join(", ", hooks.Select(hook => hook.Name));
        await stages.RunAsync(stage, names, () => HookRunner.RunAsync(hooks, context, progress, cancellationToken)).ConfigureAwait(false);
    }

    private void NotifyOfContent(IReadOnlyList<string> notices)
    {
        Notify(notices);
        _contentNotices.AddRange(notices);
    }
}
