using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Names the latest dumps in <c>pgclone.lock</c> beside the settings, so that every restore takes them until the next update. Commit the file.
    /// </summary>
    /// <param name="source">A database, or a dump key; null: all databases that the file names, and where it names none, the settings' database.</param>
    /// <param name="storage">Where the dumps lie; null: as the settings say.</param>
    /// <param name="dumpConfig">The dump configuration that the latest dump is to be of; null: as the default restore configuration says.</param>
    /// <param name="cancellationToken">Stops; the file is then as it was.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, <see cref="ErrorCode.InvalidConfiguration"/>, or the dump can't be read.</exception>
    public async Task<IReadOnlyList<UpdatedLock>> UpdateAsync(string? source = null, string? storage = null, string? dumpConfig = null, CancellationToken cancellationToken = default)
    {
        if (Of(source) is var (engine, database)) return await engine.UpdateAsync(database, storage, dumpConfig, cancellationToken).ConfigureAwait(false);

        var dumps = LockFile.Read(settings.BaseDirectory);
        string[] wanted = source is not null ? [source] : dumps.Count > 0 ? [.. dumps.Keys]
            : settings.Database is { } named ? [named]
            : throw new PgCloneException(ErrorCode.InvalidOption, "No database is named.", advice: "Name a database or a dump key.");

        var opened = OpenStore(storage);
        var config = dumpConfig ?? settings.RestoreConfigs.GetValueOrDefault(OptionsResolver.DefaultConfig)?.DumpConfig;
        var updated = new List<UpdatedLock>();
        foreach (var name in wanted)
        {
            var dump = await OpenDump.FindAsync(opened, name, config, cancellationToken).ConfigureAwait(false);
            await using var _ = dump.ConfigureAwait(false);
            var (key, locked) = (dump.Dump.Key, name == dump.Dump.Key.Value ? dump.Dump.Key.Database : name);
            updated.Add(new UpdatedLock(locked, key, dump.Manifest?.Identity, dumps.GetValueOrDefault(locked)?.Key));
            dumps[locked] = new LockedDump(key.Value, dump.Manifest?.Identity);
        }

        LockFile.Write(settings.BaseDirectory, dumps);
        return updated;
    }
}
