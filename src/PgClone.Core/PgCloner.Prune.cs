using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring;
using PgClone.Storage;

namespace PgClone;

public sealed partial class PgCloner
{
    private const string NoRule = "no rule keeps it";
    private const string WriterGone = "unfinished: what wrote it is gone";

    /// <summary>
    /// Deletes dumps that no rule keeps, or only says which they are. Never deleted are a database's newest dump that can be read, and one that
    /// <c>pgclone.lock</c> beside the settings names. What killed dumps left unfinished goes, too.
    /// </summary>
    /// <returns>What was decided about each dump, the newest first.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: no rule is given, or one that keeps less than one dump; or one of the store's.</exception>
    public async Task<IReadOnlyList<PrunedDump>> PruneAsync(PruneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Of(options.Database) is var (engine, name)) return await engine.PruneAsync(options with { Database = name }, cancellationToken).ConfigureAwait(false);

        var retention = new Retention(options.KeepLast, options.KeepDaily, options.KeepWeekly, options.KeepMonthly, options.OlderThan);
        Check(retention);
        var opened = OpenStore(options.Storage);
        var catalog = await ReadCatalogAsync(opened, options.Database, cancellationToken).ConfigureAwait(false);
        var locked = LockFile.Read(settings.BaseDirectory).Values.Select(dump => dump.Key).ToHashSet();

        var decided = new List<PrunedDump>();
        foreach (var database in catalog.Dumps.Where(dump => options.Database is null || dump.Key.Database == options.Database).GroupBy(dump => (dump.Key.Instance, dump.Key.Database)))
        {
            var ofDatabase = database
                .Where(dump => options.DumpConfig is null || dump.Key.Config == options.DumpConfig)
                .GroupBy(dump => dump.Key.Config)
                .SelectMany(series => retention.Decide(series, _clock.GetUtcNow()))
                .Select(one => (one.Dump, Reason: one.Reason ?? (locked.Contains(one.Dump.Key.Value) ? $"named by {LockFile.Name}" : null)))
                .ToList();
            // A dump is opened only where one may go.
            var last = ofDatabase.TrueForAll(one => one.Reason is not null) ? null : await FindLastGoodAsync(opened, [.. database], cancellationToken).ConfigureAwait(false);
            decided.AddRange(ofDatabase.Select(one => (one.Dump, Reason: one.Reason ?? (one.Dump == last ? "the last good dump" : null)))
                .Select(one => new PrunedDump(one.Dump.Key, one.Dump.Length, one.Reason is not null, one.Reason ?? NoRule)));
        }

        var unfinished = await FindUnfinishedAsync(opened, options, cancellationToken).ConfigureAwait(false);
        var condemned = decided.Where(dump => !dump.IsKept).ToList();
        if (options.Apply)
        {
            foreach (var dump in unfinished) await opened.DeleteUnfinishedAsync(dump, cancellationToken).ConfigureAwait(false);
            // The oldest first: wherever this ends, what stays is the newer part.
            await opened.DeleteAllAsync([.. condemned.OrderBy(dump => dump.Key.Timestamp).Select(dump => dump.Key)], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            TellOfPreview(condemned.Count + unfinished.Count);
        }

        return [.. decided.Concat(unfinished.Select(dump => new PrunedDump(dump.Key, dump.Bytes, IsKept: false, WriterGone) { IsUnfinished = true })).OrderByDescending(dump => dump.Key.Timestamp)];
    }

    private void TellOfPreview(int condemned)
    {
        if (condemned > 0) _progress.Report(new Notice($"Nothing was deleted: this only shows what would be. To delete {(condemned == 1 ? "it" : "them")}, say apply (--apply)."));
    }

    /// <summary>What killed dumps left. Whoever may delete dumps may not always see it.</summary>
    private async Task<IReadOnlyList<UnfinishedDump>> FindUnfinishedAsync(IDumpStore store, PruneOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ListUnfinishedAsync(cancellationToken)
                .Where(dump => (options.Database ?? dump.Key.Database) == dump.Key.Database && (options.DumpConfig ?? dump.Key.Config) == dump.Key.Config)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code is ErrorCode.StoreAccessDenied or ErrorCode.StoreUnavailable)
        {
            _progress.Report(new Notice($"What killed dumps may have left is not looked for: {e.Why ?? e.What}"));
            return [];
        }
    }

    private static void Check(Retention retention)
    {
        if (retention.IsEmpty)
            throw new PgCloneException(ErrorCode.InvalidOption, "No rule says which dumps are to be kept.", advice: "Give at least one of keepLast, keepDaily, keepWeekly, keepMonthly and olderThan.");
        if (retention is { Last: < 1 } or { Daily: < 1 } or { Weekly: < 1 } or { Monthly: < 1 } || retention.OlderThan < TimeSpan.Zero)
            throw new PgCloneException(ErrorCode.InvalidOption, "A rule must keep at least one dump.", advice: "Give numbers of at least 1, or leave the rule out.");
    }

    /// <summary>The newest dump that can be opened; where none can, the newest: nothing better is known.</summary>
    private async Task<StoredDump> FindLastGoodAsync(IDumpStore store, IReadOnlyList<StoredDump> dumps, CancellationToken cancellationToken)
    {
        foreach (var dump in dumps)
        {
            try
            {
                var opened = await OpenDump.FindAsync(store, dump.Key.Value, null, cancellationToken).ConfigureAwait(false);
                await opened.DisposeAsync().ConfigureAwait(false);
                return dump;
            }
            // One that is too new for this program is whole, as far as can be told; one that can't be reached is no reason to delete another.
            catch (PgCloneException e) when (e.Code is ErrorCode.ArchiveVersionUnsupported or ErrorCode.ArchiveCodecUnsupported)
            {
                Log.DumpNotGood(dump.Key.Value, e.Reason());
                return dump;
            }
            catch (PgCloneException e) when (e.Code is not (ErrorCode.StoreUnavailable or ErrorCode.StoreNotFound))
            {
                Log.DumpNotGood(dump.Key.Value, e.Reason());
            }
        }

        return dumps[0];
    }
}
