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
    /// <see cref="ErrorCode.PgDumpNotFound"/>, <see cref="ErrorCode.PgDumpFailed"/>, <see cref="ErrorCode.PoolerBetween"/>,
    /// <see cref="ErrorCode.InvalidOption"/> for a pattern that matches no table, or one of the server's or the store's.
    /// </exception>
    public static async Task<DumpedArchive> DumpAsync(
        PostgresServer server,
        string database,
        DumpKey key,
        IDumpStore store,
        IReadOnlyList<string> exclude,
        string? postgresDirectory,
        IProgress<ProgressEvent>? progress,
        CancellationToken cancellationToken = default)
    {
        var pgDump = await PgDump.FindAsync(server, postgresDirectory, cancellationToken).ConfigureAwait(false);
        var withoutRows = await ExcludedTables.FindAsync(server, database, exclude, cancellationToken).ConfigureAwait(false);

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var compression = pgDump.Compressions[attempt];
                return await ClientPatience.RunAsync(server, database, () => StartAsync(compression), cancellationToken).ConfigureAwait(false);
            }
            catch (PgCloneException e) when (attempt + 1 < pgDump.Compressions.Count && PgDump.LacksCodec(e))
            {
                // The next compression needs no codec that a build can lack.
                server.Log.CodecLacking(e.Reason());
            }
        }

        async Task<DumpedArchive> StartAsync(string compression)
        {
            var pooled = await PooledDump.BeginAsync(server, database, cancellationToken).ConfigureAwait(false);
            var process = pgDump.Start(server, database, compression, withoutRows, cancellationToken);
            await using var _ = process.ConfigureAwait(false);
            return await RunAsync(process, pooled, key, store, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<DumpedArchive> RunAsync(
        ClientProcess process, PooledDump? pooled, DumpKey key, IDumpStore store, IProgress<ProgressEvent>? progress, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(process, key, cancellationToken).ConfigureAwait(false);
        if (pooled is not null) await pooled.EnsureAloneAsync(cancellationToken).ConfigureAwait(false);
        var recorder = new BlockRecorder(head.Archive);
        await using var __ = recorder.ConfigureAwait(false);
        var writer = await store.CreateAsync(key, head.Length, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);

        await CopyAsync(head.Leftover, process.Output, recorder, writer, progress, cancellationToken).ConfigureAwait(false);
        // In this order: where pg_dump failed, its own words say more than that the archive ends too early.
        await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
        recorder.ExpectComplete();

        var stored = head.Patch(recorder.Blocks.ToDictionary(block => block.DumpId, block => block.Offset));
        await writer.CommitAsync(stored, cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored));
        return new DumpedArchive(recorder.Position, head.Archive.Header, new ManifestHead(stored.Length, hash), recorder.Blocks);
    }

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

    private static async Task CopyAsync(
        ReadOnlyMemory<byte> first, Stream output, BlockRecorder recorder, IDumpWriter writer, IProgress<ProgressEvent>? progress, CancellationToken cancellationToken)
    {
        var meter = new ByteMeter(progress);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await StoreAsync(first).ConfigureAwait(false);
            while (await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                await StoreAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                meter.Update(recorder.Position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        meter.Report(recorder.Position);

        async ValueTask StoreAsync(ReadOnlyMemory<byte> data)
        {
            var used = await recorder.TakeAsync(data, cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(data[..used], cancellationToken).ConfigureAwait(false);
        }
    }
}
