using PgClone.Configuration;
using PgClone.Restoring;
using PgClone.Storage;

namespace PgClone;

/// <content>The store, and what is expected to be in it.</content>
internal sealed partial class Doctor
{
    private async Task<Catalog?> ExamineStoreAsync(CancellationToken cancellationToken)
    {
        Catalog? catalog = null;
        await TryAsync("store", async () =>
        {
            var store = DumpStores.Open(settings.Storage, settings.BaseDirectory, log);
            catalog = await Catalog.ReadAsync(store, cancellationToken).ConfigureAwait(false);
            if (catalog.Dumps.Count == 0)
            {
                Add("store", FindingState.Warning, $"{store.Location} holds no dumps.", "Make one with `pgclone dump`.");
                return;
            }

            Add("store", FindingState.Ok, $"{store.Location} holds {catalog.Dumps.Count} dumps of {string.Join(", ", catalog.Databases)}.");
            var dump = await OpenDump.FindAsync(store, settings.Database is { } database ? database : catalog.Dumps[0].Key.Value, null, cancellationToken).ConfigureAwait(false);
            await using var _ = dump.ConfigureAwait(false);
            var isKnown = dump.Manifest is not null;
            Add("latest dump", isKnown ? FindingState.Ok : FindingState.Warning,
                isKnown ? $"{dump.Dump.Key} can be read." : $"{dump.Dump.Key} can be read. {dump.Notice ?? "It has no manifest."}",
                isKnown ? null : "Without one, changed rows can't be told from right ones; a dump by `pgclone dump` has one.");
            CompareWithDisk(dump);
        }).ConfigureAwait(false);
        return catalog;
    }

    /// <summary>A database takes the room of its rows, and of its indexes, which nobody knows before.</summary>
    private void CompareWithDisk(OpenDump dump)
    {
        var least = dump.Manifest?.Blocks.Sum(block => block.RowBytes ?? block.Bytes) ?? dump.Dump.Length;
        if (_free < least)
            Add("disk", FindingState.Warning, FormattableString.Invariant($"{dump.Dump.Key} takes at least {least / 1e9:0.0} GB when it is restored, and {_free / 1e9:0.0} GB are free."),
                "Make room, or leave tables or their rows out.");
    }

    private void ExamineLockFile(Catalog? catalog)
    {
        IReadOnlyDictionary<string, LockedDump> locked;
        try
        {
            locked = LockFile.Read(settings.BaseDirectory);
        }
        catch (Diagnostics.PgCloneException e)
        {
            Add(LockFile.Name, FindingState.Problem, $"{e.What} {e.Why}", e.Advice);
            return;
        }

        if (locked.Count == 0)
        {
            Add(LockFile.Name, FindingState.Ok, "There is none: the latest dump is restored.");
            return;
        }

        var gone = catalog is null ? [] : locked.Values.Select(dump => dump.Key).Where(key => !catalog.Has(key)).ToList();
        if (gone.Count == 0)
            Add(LockFile.Name, FindingState.Ok, $"It names dumps of {string.Join(", ", locked.Keys)}.");
        else
            Add(LockFile.Name, FindingState.Problem, $"It names what the store does not have: {string.Join(", ", gone)}.", "Lock the latest dumps with `pgclone update`.");
    }
}
