using Npgsql;
using PgClone.Archives;

namespace PgClone.Restoring;

/// <summary>Loads the rows of TABLE DATA entries.</summary>
internal sealed class TableDataLoader(IArchiveSource source, Archive archive)
{
    /// <summary>From this block length on, frozen rows are worth the truncation that they need.</summary>
    private const long FreezeFrom = 64 * 1024;

    /// <summary>Loads the rows of one entry.</summary>
    /// <returns>How many they were, and how many bytes.</returns>
    public async Task<LoadedRows> LoadAsync(RestoreSession session, TableDataTask task, CancellationToken cancellationToken)
    {
        var data = ArchiveBlocks.OpenData(source, archive, task.Block, task.Entry);
        await using var _ = data.ConfigureAwait(false);
        if (task.Entry.CopyStatement is not { } copy)
            return await new InsertLoader(archive).LoadAsync(session, data, task.Entry, cancellationToken).ConfigureAwait(false);

        using var reader = new CopyDataReader(data, task.Entry);
        if (!task.OwnsTable || task.Block.Length < FreezeFrom)
            return await CopyAsync(session, CopyStatement.With(copy, archive.EncodingName, frozen: false), reader, cancellationToken).ConfigureAwait(false);

        var transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await session.ExecuteAsync([$"TRUNCATE TABLE ONLY {task.Entry.QuotedName()}"], cancellationToken).ConfigureAwait(false);
        var rows = await CopyAsync(session, CopyStatement.With(copy, archive.EncodingName, frozen: true), reader, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static async Task<LoadedRows> CopyAsync(RestoreSession session, string copy, CopyDataReader reader, CancellationToken cancellationToken)
    {
        var writer = await session.Connection.BeginTextImportAsync(copy, cancellationToken).ConfigureAwait(false);
        LoadedRows rows;
        try
        {
            rows = await PumpAsync(reader, writer.BaseStream, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await CancelAsync(writer).ConfigureAwait(false);
            throw;
        }

        await writer.DisposeAsync().ConfigureAwait(false);
        return rows;
    }

    /// <summary>Decompresses the next piece while the server takes this one.</summary>
    private static async Task<LoadedRows> PumpAsync(CopyDataReader reader, Stream copy, CancellationToken cancellationToken)
    {
        var rows = default(LoadedRows);
        var next = reader.ReadAsync(cancellationToken);
        try
        {
            for (var piece = await next.ConfigureAwait(false); piece.Length > 0; piece = await next.ConfigureAwait(false))
            {
                next = Task.Run(() => reader.ReadAsync(cancellationToken), CancellationToken.None);
                await copy.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                // pg_dump writes line ends within values as \n, and no encoding has this byte within a character.
                rows += new LoadedRows(piece.Span.Count((byte)'\n'), piece.Length);
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return rows;
    }

    /// <summary>Without this, closing the writer would commit the rows that came so far.</summary>
    private static async Task CancelAsync(NpgsqlCopyTextWriter writer)
    {
        try
        {
            await writer.CancelAsync().ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The connection is broken, which ends the COPY as well.
        }
    }
}
