using System.Collections.ObjectModel;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring;
using PgClone.Storage;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>Says what a dump holds. Needs no server; rows are not read.</summary>
    /// <param name="source">A dump key, or a database's name for its latest dump; null: the latest of the settings' database.</param>
    /// <param name="storage">Where the dump lies; null: as the settings say.</param>
    /// <param name="dumpConfig">The dump configuration that the latest dump is to be of; null: <c>default</c>, or where it has no dump, any.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, or the archive can't be read.</exception>
    public async Task<InspectResult> InspectAsync(string? source = null, string? storage = null, string? dumpConfig = null, CancellationToken cancellationToken = default)
    {
        if (Of(source) is var (engine, name)) return await engine.InspectAsync(name, storage, dumpConfig, cancellationToken).ConfigureAwait(false);

        var dump = await FindDumpAsync(source, storage, dumpConfig, cancellationToken).ConfigureAwait(false);
        await using var _ = dump.ConfigureAwait(false);
        return new InspectResult(dump.Dump.Key, ArchiveSummary.Of(dump.Archive, dump.Blocks, dump.Dump.Length), dump.Manifest?.Choices ?? ReadOnlyDictionary<string, string>.Empty);
    }

    /// <summary>Opens the dump that is named, else the settings' database's latest.</summary>
    private async Task<OpenDump> FindDumpAsync(string? source, string? storage, string? dumpConfig, CancellationToken cancellationToken)
    {
        var wanted = source ?? settings.Database
            ?? throw new PgCloneException(ErrorCode.InvalidOption, "No dump is named.", advice: "Name a dump key or a database.");
        var dump = await OpenDump.FindAsync(OpenStore(storage), wanted, dumpConfig, cancellationToken).ConfigureAwait(false);
        if (Catalog.NoticeOf(wanted, dumpConfig, dump.Dump.Key) is { } notice) _progress.Report(new Notice(notice));
        return dump;
    }
}
