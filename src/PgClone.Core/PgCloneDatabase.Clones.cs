using System.Diagnostics;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Pooling;
using PgClone.Servers;

namespace PgClone;

/// <content>Clones, and the way back.</content>
public sealed partial class PgCloneDatabase
{
    private static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _changing = new(1);
    private bool _isKept;

    /// <summary>
    /// Makes a fresh database that holds what this one held when it was made, or at the last <see cref="SnapshotAsync"/>, whatever was done to it since.
    /// </summary>
    /// <remarks>
    /// It is copied from the template that this one is a copy of. Where there is none, the first call restores the same once more, into a database that nobody connects to and that all
    /// clones are copied from.
    /// </remarks>
    /// <returns>The clone. Dispose it before this one.</returns>
    /// <exception cref="PgCloneException">The code says what failed; nothing is left behind.</exception>
    public Task<PgCloneDatabase> CloneAsync(CancellationToken cancellationToken = default) => PgCloner.WithCodesAsync(async () =>
    {
        var start = Stopwatch.GetTimestamp();
        if (await _source.TryTakeReadyAsync(_recipe, cancellationToken).ConfigureAwait(false) is { } ready)
            return await OpenCloneAsync(ready.Database, ready.Share, ready.Connections, start).ConfigureAwait(false);

        await _source.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var share = await ConnectionBudget.TakeAsync(_restore.Database.Server, jobs: 1, cancellationToken).ConfigureAwait(false);
        try
        {
            var copy = await _source.CopyAsync(cancellationToken).ConfigureAwait(false);
            share.EndRestore();
            return await OpenCloneAsync(copy, share, null, start).ConfigureAwait(false);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    });

    /// <summary>
    /// Sets the database back to what it was when it was made, or at the last <see cref="SnapshotAsync"/>: a fresh clone takes its name, so that <see cref="ConnectionString"/> and
    /// <see cref="DataSource"/> go on leading to it.
    /// </summary>
    /// <remarks>The sessions in the database are ended, and connections that are not given back yet break. It need not be there any more. Where this fails, it is as it was.</remarks>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.SwapFailed"/>, or what <see cref="CloneAsync"/> fails with.</exception>
    /// <exception cref="InvalidOperationException">The database is kept.</exception>
    public Task ResetAsync(CancellationToken cancellationToken = default) => AloneAsync(async () =>
    {
        if (_isKept) throw new InvalidOperationException($"The database {DatabaseName} is kept for somebody to look at.");

        var fresh = await TakeFreshAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _restore.Database.EnsureLockedAsync(cancellationToken).ConfigureAwait(false);
            _connections.Clear();
            await DatabaseExchange.ExchangeAsync(_restore.Database, fresh, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What came into the pools meanwhile has lost its session.
            _connections.Clear();
            await fresh.DisposeAsync().ConfigureAwait(false);
        }

        NotifyIfLeft(fresh);
        return true;
    }, cancellationToken);

    /// <summary>
    /// Makes what is in the database now what <see cref="CloneAsync"/> and <see cref="ResetAsync"/> give from now on: call it where you have prepared more than the hooks do.
    /// </summary>
    /// <remarks>It costs a copy of the database, which is dropped with this one. The sessions in the database are ended.</remarks>
    /// <exception cref="PgCloneException">The code says what failed; the last snapshot still holds.</exception>
    public Task SnapshotAsync(CancellationToken cancellationToken = default) => AloneAsync(async () =>
    {
        var source = _ownsSource ? _source : new CloneSource(_restore.Database, _restore.Origin);
        _connections.Clear();
        await source.TakeSnapshotAsync(_restore.Database, cancellationToken).ConfigureAwait(false);
        _connections.Clear();
        (_source, _ownsSource) = (source, true);
        return true;
    }, cancellationToken);

    /// <summary>Keeps the database when this is disposed, for somebody to look at. It is dropped by the next use of PgClone on the server after that time.</summary>
    /// <param name="time">How long; null: a day.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How to connect to it, with no password, and until when it is kept.</returns>
    public Task<string> KeepAsync(TimeSpan? time = null, CancellationToken cancellationToken = default) => AloneAsync(async () =>
    {
        var expiry = await _restore.Database.KeepAsync(time ?? KeepTime, cancellationToken).ConfigureAwait(false);
        _isKept = true;
        return $"The database is kept until {expiry.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Restore.DisplayConnectionString}";
    }, cancellationToken);

    /// <summary>A copy that nobody is in, one that was made ahead where there is one.</summary>
    private async Task<TemporaryDatabase> TakeFreshAsync(CancellationToken cancellationToken)
    {
        if (await _source.TryTakeReadyAsync(_recipe, cancellationToken).ConfigureAwait(false) is not { } ready)
            return await _source.CopyAsync(cancellationToken).ConfigureAwait(false);

        try
        {
            // It is connected to as the database is whose place it takes.
            await ready.Connections.DisposeAsync().ConfigureAwait(false);
            ready.Share.Dispose();
            return ready.Database;
        }
        catch
        {
            await ready.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task<PgCloneDatabase> OpenCloneAsync(TemporaryDatabase copy, ConnectionShare share, DatabaseConnections? connections, long start)
    {
        var server = copy.Server;
        var result = Restore with
        {
            Database = copy.Name,
            IsCopy = true,
            Stages = [new StageTime(Stage.Create, Stopwatch.GetElapsedTime(start))],
            Entries = [],
            Notices = [.. Restore.Notices, .. copy.Notices],
            ConnectionString = server.GetConnectionString(copy.Name),
            DisplayConnectionString = server.GetDisplayConnectionString(copy.Name),
        };
        return OpenAsync(_options, new TemporaryRestore(result, copy, share, _restore.Origin) { Connections = connections }, _recipe, _source);
    }

    /// <summary>One change of the database as a whole after the other.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PgCloner.WithCodesAsync(work).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }
}
