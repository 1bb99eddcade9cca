using System.Diagnostics;
using PgClone.Diagnostics;
using PgClone.Restoring;
using PgClone.Storage;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Copies a dump and its manifest from one store into another, under the same key. It is streamed, and every byte is compared with the manifest's hashes before
    /// the dump appears; the manifest follows it. Where an earlier run was interrupted in between, this completes it.
    /// </summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, <see cref="ErrorCode.ArchiveChanged"/>: it is not what its manifest describes, or
    /// <see cref="ErrorCode.StoreUnavailable"/>: another dump lies there under that key; or one of the stores'.</exception>
    public async Task<TransferResult> TransferAsync(TransferOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Of(options.Source) is var (engine, name)) return await engine.TransferAsync(options with { Source = name }, cancellationToken).ConfigureAwait(false);

        var start = Stopwatch.GetTimestamp();
        var wanted = options.Source ?? settings.Database ?? throw new PgCloneException(ErrorCode.InvalidOption, "No dump is named.", advice: "Name a dump key or a database.");
        var (from, to) = (OpenStore(options.From), OpenStore(options.To));
        var dump = await FoundDump.FindAsync(from, wanted, options.DumpConfig, cancellationToken).ConfigureAwait(false);
        var source = dump.Source;
        await using var _ = source.ConfigureAwait(false);

        var key = dump.Dump.Key;
        if (Catalog.NoticeOf(wanted, options.DumpConfig, key) is { } notice) _progress.Report(new Notice(notice));
        var transfer = new DumpTransfer(from, to, _progress);
        var (isNew, identity) = await new StageClock(_progress).RunAsync(Stage.Transfer, key.Value, () => transfer.RunAsync(key, source, cancellationToken)).ConfigureAwait(false);
        return new TransferResult(key, source.Length, to.Location, isNew, identity, Stopwatch.GetElapsedTime(start));
    }
}
