using System.Buffers;
using System.Security.Cryptography;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone.Dumping;

/// <summary>
/// Streams pg_dump's output into a store. On its way the data blocks are found and their positions written into the table of contents, so
/// that the dump can be restored in parallel by PgClone and by pg_restore, as if pg_dump had written a file.
/// </summary>
internal static class ArchiveDumper
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Dumps a database. The dump appears in the store only if pg_dump ended well and its output is whole.</summary>
    /// <returns>What was stored.</returns>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.PgDumpFailed"/>, <see cref="ErrorCode.PoolerBetween"/>,
    /// <see cref="ErrorCode.InvalidOption"/> for a choice that can't be had, or one of the server's or the store's.
    /// </exception>
    public static async Task<DumpedArchive> DumpAsync(
        PostgresServer server,
        string database,
        DumpKey key,
        IDumpStore store,
        DumpContent content,
        PgDump pgDump,
        IProgress<ProgressEvent>? progress,
        CancellationToken cancellationToken = default)
    {
        var compressions = DumpCompression.For(content.Compression, pgDump);
        var withoutRows = (await UnwantedRows.FindAsync(server, database, content.Selected.Selection, cancellationToken).ConfigureAwait(false)).ToHashSet();

        var sizes = await TableSizes.ReadAsync(server, database, cancellationToken).ConfigureAwait(false);

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var compression = compressions[attempt];
                return await ClientPatience.RunAsync(server, database, () => StartAsync(compression), cancellationToken).ConfigureAwait(false);
            }
            catch (PgCloneException e) when (attempt + 1 < compressions.Count && PgDump.LacksCodec(e))
            {
                // The next compression needs no codec that a build can lack.
                server.Log.CodecLacking(e.Reason());
            }
        }

        async Task<DumpedArchive> StartAsync(DumpCompression compression)
        {
            while (true)
            {
                var pooled = await PooledDump.BeginAsync(server, database, cancellationToken).ConfigureAwait(false);
                var snapshot = await DumpSnapshot.TakeAsync(pgDump, content.Snapshot, server, database, cancellationToken).ConfigureAwait(false);
                await using var __ = snapshot.ConfigureAwait(false);
                var process = pgDump.Start(server, database, compression, content, snapshot.Id, withoutRows, cancellationToken);
                await using var _ = process.ConfigureAwait(false);
                var selected = await SelectedHead.TakeAsync(await ReadHeadAsync(process, key, cancellationToken).ConfigureAwait(false), content.Selected, cancellationToken).ConfigureAwait(false);
                if (pooled is not null) await pooled.EnsureAloneAsync(cancellationToken).ConfigureAwait(false);
                if (selected.RowsToLeaveOut.Count == 0)
                {
                    foreach (var notice in selected.Notices) progress?.Report(new Notice(notice));
                    var meter = new DumpProgress(selected.Head.Archive, sizes, progress);
                    return await RunAsync(process, selected.Head, compression.Codec, key, store, meter, cancellationToken).ConfigureAwait(false);
                }

                if (!selected.RowsToLeaveOut.All(withoutRows.Add)) throw NotLeftOut(selected);
            }
        }
    }

    private static async Task<DumpedArchive> RunAsync(
        ClientProcess process, ArchiveHead dumped, PieceCodec? codec, DumpKey key, IDumpStore store, DumpProgress progress, CancellationToken cancellationToken)
    {
        var head = codec is null ? dumped : await dumped.CompressedAsync(codec.Compression, codec.Level, cancellationToken).ConfigureAwait(false);
        var recorder = new BlockRecorder(head.Archive);
        await using var __ = recorder.ConfigureAwait(false);
        var writer = await store.CreateAsync(key, head.Length, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);

        if (codec is null)
        {
            await CopyAsync(head.Leftover, process.Output, StoreAsync, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var compressor = new BlockCompressor(dumped.Archive, codec, StoreAsync);
            await CopyAsync(head.Leftover, process.Output, async data => await compressor.TakeAsync(data).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await compressor.CompleteAsync().ConfigureAwait(false);
        }

        progress.Report(recorder);
        // In this order: where pg_dump failed, its own words say more than that the archive ends too early.
        await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
        recorder.ExpectComplete();

        var stored = head.Patch(recorder.Blocks.ToDictionary(block => block.DumpId, block => block.Offset));
        await writer.CommitAsync(stored, cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored));
        return new DumpedArchive(recorder.Position, head.Archive.Header, new ManifestHead(stored.Length, hash), recorder.Blocks);

        async ValueTask StoreAsync(ReadOnlyMemory<byte> data)
        {
            var used = await recorder.TakeAsync(data, cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(data[..used], cancellationToken).ConfigureAwait(false);
            progress.Update(recorder);
        }
    }

    /// <summary>pg_dump reads its arguments in the database's encoding.</summary>
    private static PgCloneException NotLeftOut(SelectedHead selected) => new(
        ErrorCode.InvalidOption, "pg_dump can't be told to leave out the rows of some tables.", string.Join(", ", selected.RowsToLeaveOut.Select(table => $"{table.Schema}.{table.Name}")),
        $"It does not find them by their names, as the database's encoding is {selected.Head.Archive.EncodingName}.", "Leave these tables out when the dump is restored.");

    private static async Task<ArchiveHead> ReadHeadAsync(ClientProcess process, DumpKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveHead.ReadAsync(process.Output, key.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException)
        {
            // A pg_dump that can't connect or read writes nothing: its own words say more than that this is no archive.
            await process.Output.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CopyAsync(ReadOnlyMemory<byte> first, Stream output, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await take(first).ConfigureAwait(false);
            while (await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0) await take(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
