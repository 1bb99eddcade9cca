using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Reads a whole dump without a server: its structure, every stream to its end, the rows' fields; and where it has a manifest, the hash of every
    /// block and the number of rows of every table.
    /// </summary>
    /// <param name="source">A dump key, or a database's name for its latest dump; null: the latest of the settings' database.</param>
    /// <param name="storage">Where the dump lies; null: as the settings say.</param>
    /// <param name="dumpConfig">The dump configuration that the latest dump is to be of; null: <c>default</c>, or where it has no dump, any.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, <see cref="ErrorCode.ArchiveChanged"/>,
    /// <see cref="ErrorCode.ArchiveCorrupt"/>, <see cref="ErrorCode.ArchiveTruncated"/>, <see cref="ErrorCode.ManifestUnreadable"/>, or one of the store's.</exception>
    public async Task<VerifyResult> VerifyAsync(string? source = null, string? storage = null, string? dumpConfig = null, CancellationToken cancellationToken = default)
    {
        if (Of(source) is var (engine, name)) return await engine.VerifyAsync(name, storage, dumpConfig, cancellationToken).ConfigureAwait(false);

        var dump = await FindDumpAsync(source, storage, dumpConfig, cancellationToken).ConfigureAwait(false);
        await using var _ = dump.ConfigureAwait(false);

        var (tables, rows, largeObjects) = await new ArchiveVerifier(dump).RunAsync(cancellationToken).ConfigureAwait(false);
        return new VerifyResult(dump.Dump.Key, dump.Source.Length, tables, rows, largeObjects, dump.Manifest?.Identity, [.. WhatIsUnchecked(dump)]);
    }

    private static IEnumerable<string> WhatIsUnchecked(OpenDump dump)
    {
        if (dump.Manifest is not null) yield break;

        yield return dump.Notice ?? "It has no manifest: there are no hashes and no counts of rows to compare with.";
        if (dump.Archive.Header.Compression != ArchiveCompression.Zlib)
            yield return "Its compression carries no checksum: a changed value can't be told from a right one.";
    }
}
