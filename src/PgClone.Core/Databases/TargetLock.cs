using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Databases;

/// <summary>
/// One restore at a time into one target, across processes and machines: an advisory lock, held by a session of its own.
/// Disposing frees it.
/// </summary>
internal sealed class TargetLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HeldLock _held;

    private TargetLock(HeldLock held) => _held = held;

    /// <summary>Takes the lock of a target.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that is restored into.</param>
    /// <param name="patience">How long to wait for another restore to end; zero refuses at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDatabaseName"/>, <see cref="ErrorCode.PoolerBetween"/> or <see cref="ErrorCode.TargetBusy"/>.</exception>
    public static async Task<TargetLock> AcquireAsync(
        PostgresServer server, string target, TimeSpan patience = default, CancellationToken cancellationToken = default)
    {
        DatabaseName.CheckTarget(target);
        var key = AdvisoryLock.KeyOfTarget(target);
        var session = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        try
        {
            var deadline = DateTime.UtcNow + patience;
            while (!await AdvisoryLock.TryTakeAsync(session, key, cancellationToken).ConfigureAwait(false))
            {
                if (DateTime.UtcNow >= deadline) throw await BusyAsync(server, session, target, key, cancellationToken).ConfigureAwait(false);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }

            return new TargetLock(HeldLock.Keep(server, key, $"\"{target}\"", session));
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes sure that the lock is still held, as has to be before anything is swapped.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.LockLost"/>.</exception>
    public Task EnsureAsync(CancellationToken cancellationToken) => _held.EnsureAsync(cancellationToken);

    /// <summary>Swaps a database in, once it is sure that both locks are still held: nobody else restores here, and nobody took the database for an orphan.</summary>
    /// <inheritdoc cref="DatabaseSwap.SwapAsync" path="/returns"/>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.LockLost"/>, or one of the swap's.</exception>
    public async Task<IReadOnlyList<string>> SwapAsync(TemporaryDatabase temporary, SwapDisposition disposition, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken).ConfigureAwait(false);
        await temporary.EnsureLockedAsync(cancellationToken).ConfigureAwait(false);
        return await DatabaseSwap.SwapAsync(temporary, disposition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says who has the server's connections, if the failure is that none is free.</summary>
    public Task<PgCloneException> ExplainAsync(PgCloneException failure) => _held.ExplainAsync(failure);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held.DisposeAsync();

    private static async Task<PgCloneException> BusyAsync(
        PostgresServer server, NpgsqlConnection session, string target, long key, CancellationToken cancellationToken)
    {
        var held = await AdvisoryLock.ListHeldAsync(session, cancellationToken).ConfigureAwait(false);
        return new PgCloneException(
            ErrorCode.TargetBusy,
            $"Another restore into \"{target}\" is under way.",
            server.DisplayName,
            held[key].FirstOrDefault() is { } holder ? "The lock is held by " + holder : null,
            "Wait for it to end, let this one wait (--wait 10m), or restore into another database.");
    }
}
