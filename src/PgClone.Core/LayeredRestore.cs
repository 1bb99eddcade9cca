using System.Diagnostics;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Templates;

namespace PgClone;

/// <summary>
/// Comes by a restored database on which the hooks have run: as a copy of a template as far as there is one. The layers that are missing are made, and kept as templates.
/// docs/clones.md tells the whole of it.
/// </summary>
internal sealed class LayeredRestore
{
    private static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    private readonly RestoreRun _run;
    private readonly bool _replaces;
    private readonly bool _takesSettings;
    private readonly LayerKeys _keys;
    private readonly SeenKeys _seen;
    private readonly TemplateCatalog _templates;
    private DateTimeOffset _notBefore;

    private LayeredRestore(RestoreRun run, bool replaces, bool takesSettings, LayerKeys keys, SeenKeys seen)
    {
        (_run, _replaces, _takesSettings, _keys, _seen) = (run, replaces, takesSettings, keys, seen);
        _templates = new TemplateCatalog(run.Server);
        _notBefore = run.OldestTemplate;
    }

    /// <param name="run">The restore.</param>
    /// <param name="replaces">Whether what is made takes the place of the target.</param>
    /// <param name="seen">The restores of this machine.</param>
    /// <param name="cancellationToken">Stops; nothing but whole templates is left behind.</param>
    public static async Task<TemporaryDatabase> MakeAsync(RestoreRun run, bool replaces, SeenKeys seen, CancellationToken cancellationToken)
    {
        await run.RefuseObstaclesAsync(replaces, cancellationToken).ConfigureAwait(false);
        run.Notify(await OrphanReaper.ReapFirstAsync(run.Server, cancellationToken).ConfigureAwait(false));

        // A target hands on its own settings.
        var takesSettings = run.HasSettings && (!replaces || !await DatabaseCatalog.HasAsync(run.Server, run.Target, cancellationToken).ConfigureAwait(false));
        var keys = await LayerKeys.ComputeAsync(run, takesSettings, cancellationToken).ConfigureAwait(false);
        var layers = new LayeredRestore(run, replaces, takesSettings, keys, seen);
        // What was restored is kept before the hooks, so these run on it.
        return keys.Migrated is { } migrated && !run.IsReversible
            ? await layers.GetAsync(migrated, () => layers.MigrateAsync(cancellationToken), cancellationToken).ConfigureAwait(false)
            : await layers.MigrateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the templates of a restore, and nothing else: pre-swap hooks that do not know what they do are not run.</summary>
    /// <returns>Whether the one that comes last is there.</returns>
    public static async Task<bool> MakeTemplatesAsync(RestoreRun run, SeenKeys seen, CancellationToken cancellationToken)
    {
        var keys = await LayerKeys.ComputeAsync(run, run.HasSettings, cancellationToken).ConfigureAwait(false);
        if ((keys.Migrated ?? keys.Restored) is not { } last) return false;

        var layers = new LayeredRestore(run, replaces: false, run.HasSettings, keys, seen);
        var copy = await layers.GetAsync(last, () => keys.Migrated is null ? layers.RestoreAsync(cancellationToken) : layers.MigrateAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await copy.DisposeAsync().ConfigureAwait(false);
        return await layers._templates.FindAsync(last, layers._notBefore, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Why the server has no template of the restore that would be copied; null where it has one.</summary>
    public static async Task<string?> FindLackAsync(RestoreRun run, CancellationToken cancellationToken)
    {
        var keys = await LayerKeys.ComputeAsync(run, run.HasSettings, cancellationToken).ConfigureAwait(false);
        if ((keys.Migrated ?? keys.Restored) is not { } last) return "no template is kept of this restore";

        var template = await new TemplateCatalog(run.Server).FindAsync(last.Name, cancellationToken).ConfigureAwait(false);
        return template is null ? "its server has other facts than this machine's: the build, the extensions that are there, or the settings of a session"
            : template.WhyUnusable ?? (template.Marker!.Key == last.Value ? null : "its template is another one");
    }

    /// <summary>The archive, with the dumped database's settings, masked: nothing is kept of it before the mask hooks have run.</summary>
    private async Task<TemporaryDatabase> RestoreAsync(CancellationToken cancellationToken)
    {
        await _run.TakeConnectionsAsync(_run.WantedJobs, cancellationToken).ConfigureAwait(false);
        await _run.PlanAsync(cancellationToken).ConfigureAwait(false);
        var temporary = await _run.Stages.RunAsync(Stage.Create, _run.Target, () => _run.CreateDatabaseAsync(cancellationToken)).ConfigureAwait(false);
        return await OrDropAsync(temporary, async () =>
        {
            await _run.FillAsync(temporary, cancellationToken).ConfigureAwait(false);
            if (_takesSettings) await _run.ApplySettingsAsync(temporary, cancellationToken).ConfigureAwait(false);
            await _run.MaskAsync(temporary, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>The same after the pre-swap hooks.</summary>
    private async Task<TemporaryDatabase> MigrateAsync(CancellationToken cancellationToken)
    {
        var temporary = _keys.Restored is { } key
            ? await GetAsync(key, () => RestoreAsync(cancellationToken), cancellationToken).ConfigureAwait(false)
            : await RestoreAsync(cancellationToken).ConfigureAwait(false);
        return await OrDropAsync(temporary, async () =>
        {
            await _run.CopyCurrentAsync(temporary, cancellationToken).ConfigureAwait(false);
            await RunHooksAsync(temporary, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task RunHooksAsync(TemporaryDatabase temporary, CancellationToken cancellationToken)
    {
        try
        {
            await _run.RunHooksAsync(temporary, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.HookFailed && _run.KeepsFailed)
        {
            var expiry = await temporary.KeepAsync(KeepTime, cancellationToken).ConfigureAwait(false);
            throw new PgCloneException(
                e.Code, e.What, e.Where, e.Why,
                $"{e.Advice} What was restored is kept until {expiry.UtcDateTime:yyyy-MM-dd HH:mm} UTC: `pgclone restore :{temporary.Name} --database {temporary.Target}` goes on from it.".TrimStart(), e);
        }
    }

    /// <summary>A copy of the template with that key, which is made where there is none; where it can't be kept, what it would have been made of.</summary>
    private async Task<TemporaryDatabase> GetAsync(TemplateKey key, Func<Task<TemporaryDatabase>> make, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _templates.FindAsync(key, _notBefore, cancellationToken).ConfigureAwait(false) is { } template
                && await TryCopyAsync(template, key, cancellationToken).ConfigureAwait(false) is { } copy)
                return copy;

            var turn = await TemplateLock.EnterAsync(_run.Server, key, cancellationToken).ConfigureAwait(false);
            await using var _ = turn.ConfigureAwait(false);
            if (!await turn.TryTakeAsync(IsMissingAsync, cancellationToken).ConfigureAwait(false)) continue;

            await DropUnusableAsync(key, cancellationToken).ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            var made = await make().ConfigureAwait(false);
            var isKept = false;
            await OrDropAsync(made, async () => isKept = await TryKeepAsync(made, key, Stopwatch.GetElapsedTime(start), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            if (!isKept) return made;

            // What is new now is new enough, whatever becomes of the clock.
            _notBefore = DateTimeOffset.MinValue;
            await made.DisposeAsync().ConfigureAwait(false);
            _run.GiveBackConnections();
        }

        async Task<bool> IsMissingAsync() => await _templates.FindAsync(key, _notBefore, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <returns>Null where the template was dropped meanwhile.</returns>
    private async Task<TemporaryDatabase?> TryCopyAsync(Template template, TemplateKey key, CancellationToken cancellationToken)
    {
        // What hooks still run on has nobody connected to it.
        var isLast = key == _keys.Migrated || !_run.HasHooks;
        await _run.TakeConnectionsAsync(jobs: 1, cancellationToken).ConfigureAwait(false);
        return await _templates.TryCopyAsync(template, () => _run.Stages.RunAsync(Stage.Create, template.Name, CopyAsync), cancellationToken).ConfigureAwait(false);

        async Task<TemporaryDatabase> CopyAsync() => (isLast ? await _run.TryTakeReadyAsync(template, cancellationToken).ConfigureAwait(false) : null)
            ?? await _run.CopyDatabaseAsync(template, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What has the template's name and is not, or no longer, what is wanted. Called while the template's lock is held.</summary>
    private async Task DropUnusableAsync(TemplateKey key, CancellationToken cancellationToken)
    {
        if (await _templates.FindAsync(key.Name, cancellationToken).ConfigureAwait(false) is not { } unusable) return;

        _run.Server.Log.TemplateReplaced(key.Name, unusable.WhyUnusable ?? "it is older than wanted");
        await _templates.DropAsync(key.Name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryKeepAsync(TemporaryDatabase made, TemplateKey key, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        // What could not be restored may be there the next time.
        if (_run.HasFailures || _run.IsDoubtful) return false;

        // Whoever is handed a database of its own comes again for the next. A target may be restored only once.
        TimeSpan? limit = _replaces && !_seen.Note(key) ? elapsed : null;
        var objection = await TemplateWorth.FindObjectionAsync(_run.Server, made.Name, _run.CreateTime, limit, cancellationToken).ConfigureAwait(false);
        if (objection is not null) _run.Server.Log.TemplateNotMade(objection);
        if (objection is null && _run.FreezesRows) await _run.FreezeAsync(made, cancellationToken).ConfigureAwait(false);
        if (objection is not null || !await TemplateSeal.TrySealAsync(made, key, key == _keys.Migrated, _run.Content, cancellationToken).ConfigureAwait(false)) return false;

        await _templates.DropSurplusAsync(_run.TemplateLimits, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<TemporaryDatabase> OrDropAsync(TemporaryDatabase temporary, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return temporary;
        }
        catch (Exception e)
        {
            var explained = e is PgCloneException failure ? await temporary.ExplainAsync(failure).ConfigureAwait(false) : e;
            await temporary.DisposeAsync().ConfigureAwait(false);
            if (explained != e) throw explained;
            throw;
        }
    }
}
