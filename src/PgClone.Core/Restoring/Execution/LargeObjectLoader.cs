using System.Buffers;
using Npgsql;
using NpgsqlTypes;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Loads the contents of large objects, which exist already; those of one entry in one transaction.</summary>
internal sealed class LargeObjectLoader(IArchiveSource source, Archive archive, PassSchedule? pass = null)
{
    private const int PieceSize = 256 * 1024;

    public async Task LoadAsync(RestoreSession session, LargeObjectsTask task, CancellationToken cancellationToken)
    {
        var block = pass is null ? task.Block : await pass.FindAsync(task.Entry, cancellationToken).ConfigureAwait(false);
        var transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            var objects = ArchiveBlocks.ReadLargeObjectsAsync(source, archive, block, task.Entry, cancellationToken);
            var seen = new HashSet<uint>();
            await foreach (var content in objects.ConfigureAwait(false))
            {
                // Their numbers have no checksum: one that is there twice stands for another that is missing.
                if (!seen.Add(content.Oid)) throw ArchiveFailure.Corrupt(task.Entry.Describe(), $"It holds the large object {content.Oid} twice.");
                try
                {
                    await PutAsync(session, content, buffer, cancellationToken).ConfigureAwait(false);
                }
                catch (PostgresException e) when (!SessionLoss.IsLoss(e))
                {
                    await content.Content.CheckRestOfBlockAsync(cancellationToken).ConfigureAwait(false);
                    if (pass is not null) await pass.CheckAsync(task.Entry, cancellationToken).ConfigureAwait(false);
                    throw;
                }
            }
        }
        catch (PgCloneException e) when (pass is not null && PassSchedule.IsInDoubt(e))
        {
            await pass.CheckAsync(task.Entry, cancellationToken).ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task PutAsync(RestoreSession session, LargeObjectContent content, byte[] buffer, CancellationToken cancellationToken)
    {
        for (long offset = 0; await FillAsync(content.Content, buffer, cancellationToken).ConfigureAwait(false) is var count and > 0; offset += count)
        {
            var command = new NpgsqlCommand("SELECT pg_catalog.lo_put($1, $2, $3)", session.Connection);
            await using var _ = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<uint> { TypedValue = content.Oid, NpgsqlDbType = NpgsqlDbType.Oid });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
            command.Parameters.Add(new NpgsqlParameter<ArraySegment<byte>> { TypedValue = new ArraySegment<byte>(buffer, 0, count), NpgsqlDbType = NpgsqlDbType.Bytea });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(buffer.AsMemory(0, PieceSize), PieceSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
}
