using System.Runtime.ExceptionServices;
using System.Text;
using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Loads the rows of TABLE DATA entries.</summary>
internal sealed class TableDataLoader(IArchiveSource source, Archive archive, PassSchedule? pass = null)
{
    /// <summary>From this block length on, frozen rows are worth the truncation that they need.</summary>
    private const long FreezeFrom = 64 * 1024;

    private static readonly Task<ReadOnlyMemory<byte>> NoPiece = Task.FromResult(default(ReadOnlyMemory<byte>));

    /// <summary>Loads the rows of one entry: all or, if it fails, none of them.</summary>
    /// <param name="sessions">The sessions to load with.</param>
    /// <param name="load">The entry.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>How many they were, and how many bytes.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveChanged"/>: it has other bytes or more or fewer rows than its manifest says; or what reading throws.</exception>
    public async Task<LoadedRows> LoadAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, CancellationToken cancellationToken)
    {
        if (pass is not null) load = load with { Block = await pass.FindAsync(load.Entry, cancellationToken).ConfigureAwait(false) };
        var loaded = await LoadUncheckedAsync(sessions, load, cancellationToken).ConfigureAwait(false);
        return load.Block.Rows is null || load.Block.Rows == loaded.Rows
            ? loaded
            : throw ArchiveFailure.Changed($"{archive.Name}: {load.Entry.Describe()}", $"{loaded.Rows} rows came out of it instead of {load.Block.Rows}.");
    }

    private async Task<LoadedRows> LoadUncheckedAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, CancellationToken cancellationToken)
    {
        var data = ArchiveBlocks.OpenData(source, archive, load.Block, load.Entry);
        await using var _ = data.ConfigureAwait(false);
        try
        {
            return await LoadAsync(sessions, load, data, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DecoderFallbackException || (e is PostgresException && !SessionLoss.IsLoss(e)))
        {
            // What was refused is of no account where it is not what was dumped. A session that was lost says nothing of the rows.
            await data.CheckRestOfBlockAsync(cancellationToken).ConfigureAwait(false);
            if (pass is not null) await pass.CheckAsync(load.Entry, cancellationToken).ConfigureAwait(false);
            throw;
        }
        catch (PgCloneException e) when (pass is not null && PassSchedule.IsInDoubt(e))
        {
            await pass.CheckAsync(load.Entry, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<LoadedRows> LoadAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, Stream data, CancellationToken cancellationToken)
    {
        if (load.Entry.CopyStatement is not { } copy)
            return await new InsertLoader(archive).LoadAsync(sessions[0], data, load.Entry, cancellationToken).ConfigureAwait(false);

        using var reader = new CopyDataReader(data, load.Entry);
        if (sessions.Count > 1) return await LoadSplitAsync(sessions, CopyStatement.With(copy, archive.EncodingName, frozen: false), reader, cancellationToken).ConfigureAwait(false);
        if (load.OwnsTable && load.Block.Length >= FreezeFrom)
            return await LoadFrozenAsync(sessions[0], load.Entry, CopyStatement.With(copy, archive.EncodingName, frozen: true), reader, cancellationToken).ConfigureAwait(false);

        return await CopyAsync(sessions[0], CopyStatement.With(copy, archive.EncodingName, frozen: false), to => PumpAsync(reader, to, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<LoadedRows> LoadFrozenAsync(RestoreSession session, TocEntry entry, string copy, CopyDataReader reader, CancellationToken cancellationToken)
    {
        var transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await session.ExecuteAsync([$"TRUNCATE TABLE ONLY {entry.QuotedName()}"], cancellationToken).ConfigureAwait(false);
        var rows = await CopyAsync(session, copy, to => PumpAsync(reader, to, cancellationToken), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Nothing is committed before every session has all of its rows.</summary>
    private static async Task<LoadedRows> LoadSplitAsync(IReadOnlyList<RestoreSession> sessions, string copy, CopyDataReader reader, CancellationToken cancellationToken)
    {
        using var rows = new SharedRows(reader);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var transactions = new List<NpgsqlTransaction>();
        ExceptionDispatchInfo? failure = null;
        try
        {
            foreach (var session in sessions) transactions.Add(await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false));
            var parts = await Task.WhenAll(sessions.Select(LoadPartAsync)).ConfigureAwait(false);
            failure?.Throw();
            foreach (var transaction in transactions) await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return parts.Aggregate((sum, part) => sum + part);
        }
        finally
        {
            foreach (var transaction in transactions) await transaction.DisposeAsync().ConfigureAwait(false);
        }

        async Task<LoadedRows> LoadPartAsync(RestoreSession session)
        {
            try
            {
                return await CopyAsync(session, copy, to => rows.CopyToAsync(to, stop.Token), stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The first failure is the cause; the others fail because they are stopped.
                session.Log.PartNotLoaded(e.Reason());
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync().ConfigureAwait(false);
                return default;
            }
        }
    }

    private static async Task<LoadedRows> CopyAsync(RestoreSession session, string copy, Func<Stream, Task<LoadedRows>> write, CancellationToken cancellationToken)
    {
        var writer = await session.Connection.BeginTextImportAsync(copy, cancellationToken).ConfigureAwait(false);
        // Once it has the last byte, or is told to forget all, the driver waits for the server however long that takes.
        var interruption = Task.CompletedTask;
        var registration = cancellationToken.Register(() => interruption = session.InterruptAsync());
        try
        {
            var rows = await WriteAsync(session, writer, write).ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
            return rows;
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            await interruption.ConfigureAwait(false);
        }
    }

    private static async Task<LoadedRows> WriteAsync(RestoreSession session, NpgsqlCopyTextWriter writer, Func<Stream, Task<LoadedRows>> write)
    {
        try
        {
            return await write(writer.BaseStream).ConfigureAwait(false);
        }
        catch
        {
            await CancelAsync(session, writer).ConfigureAwait(false);
            throw;
        }
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
                next = reader.HasEnded ? NoPiece : Task.Run(() => reader.ReadAsync(cancellationToken), CancellationToken.None);
                await copy.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                rows += LoadedRows.In(piece.Span);
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return rows;
    }

    /// <summary>Without this, closing the writer would commit the rows that came so far.</summary>
    private static async Task CancelAsync(RestoreSession session, NpgsqlCopyTextWriter writer)
    {
        try
        {
            await writer.CancelAsync().ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The connection is broken, which ends the COPY as well.
            session.Log.CopyNotCancelled(e.Reason());
        }
    }
}
