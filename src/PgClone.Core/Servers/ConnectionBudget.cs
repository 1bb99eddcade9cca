using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PgClone.Sql;

namespace PgClone.Servers;

/// <summary>
/// The connections of one server that temporary restores of this process by one user share: test classes run side by side, and each needs some for its tests when its
/// restore is done. Who finds too few waits for others to end, but no longer than for any connection: one class may ask for more databases than fit.
/// </summary>
internal sealed class ConnectionBudget
{
    /// <summary>What a restored database takes for as long as it lives: the session of its lock, and two for the tests.</summary>
    public const int PerDatabase = 3;

    /// <summary>Others than us come and go, and are not heard of.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(2);

    // A user may have a limit of his own.
    private static readonly ConcurrentDictionary<(string Server, string? User), ConnectionBudget> Budgets = new();

    private readonly Lock _gate = new();
    private TaskCompletionSource _givenBack = New();
    private int _capacity;
    private int _taken;

    internal ConnectionBudget(int capacity = 0) => _capacity = capacity;

    /// <summary>Takes what a restore and then its database need of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="jobs">How many connections the restore would like to use at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Diagnostics.PgCloneException">The server can't be reached.</exception>
    public static async Task<ConnectionShare> TakeAsync(PostgresServer server, int jobs, CancellationToken cancellationToken)
    {
        var budget = await GetAsync(server, cancellationToken).ConfigureAwait(false);
        return await budget.TakeAsync(jobs, server.Patience, cancellationToken, () => MeasureAsync(server, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Takes what a database needs that is made ahead, without waiting: only where half of all stays free for what is needed now, of this process and on the whole server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="connection">A connection to it, to look.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null where that is not so.</returns>
    /// <exception cref="Diagnostics.PgCloneException">The server can't be reached.</exception>
    public static async Task<ConnectionShare?> TryTakeAheadAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var budget = await GetAsync(server, cancellationToken).ConfigureAwait(false);
        return await IsHalfFreeAsync(connection, cancellationToken).ConfigureAwait(false) ? budget.TryTakeAhead() : null;
    }

    internal ConnectionShare? TryTakeAhead()
    {
        lock (_gate)
        {
            if (_capacity - _taken - PerDatabase < _capacity / 2) return null;

            _taken += PerDatabase;
            return new ConnectionShare(jobs: 0, GiveBack);
        }
    }

    internal async Task<ConnectionShare> TakeAsync(int jobs, TimeSpan patience, CancellationToken cancellationToken, Func<Task<int?>>? measureAsync = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task givenBack;
            TimeSpan left;
            lock (_gate)
            {
                left = patience - Stopwatch.GetElapsedTime(start);
                var free = _capacity - _taken - PerDatabase;
                if (free >= 1 || _taken == 0 || left <= TimeSpan.Zero)
                {
                    var share = new ConnectionShare(Math.Clamp(free, 1, jobs), GiveBack);
                    _taken += share.Jobs + PerDatabase;
                    return share;
                }

                givenBack = _givenBack.Task;
            }

            try
            {
                await givenBack.WaitAsync(measureAsync is null || left < LookPause ? left : LookPause, cancellationToken).ConfigureAwait(false);
                // Others do end: it is a matter of time.
                start = Stopwatch.GetTimestamp();
                continue;
            }
            catch (TimeoutException)
            {
                // In the end the server has the last word: it may have more free than was reckoned with.
            }

            if (measureAsync is null || await measureAsync().ConfigureAwait(false) is not { } capacity) continue;

            lock (_gate) _capacity = capacity;
        }
    }

    private static async Task<ConnectionBudget> GetAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var budget = Budgets.GetOrAdd((server.DisplayName, server.User), _ => new ConnectionBudget());
        if (budget._capacity > 0) return budget;

        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        budget._capacity = await ReadCapacityAsync(server, connection, cancellationToken).ConfigureAwait(false);
        return budget;
    }

    /// <summary>Looks again at what there is.</summary>
    /// <returns>Null where the server has not even a connection for that.</returns>
    private static async Task<int?> MeasureAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        if (await server.TryOpenMaintenanceAsync(cancellationToken).ConfigureAwait(false) is not { } connection) return null;

        await using var _ = connection.ConfigureAwait(false);
        return await ReadCapacityAsync(server, connection, cancellationToken).ConfigureAwait(false);
    }

    private void GiveBack(int connections)
    {
        lock (_gate)
        {
            _taken -= connections;
            _givenBack.SetResult();
            _givenBack = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<bool> IsHalfFreeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT count(*) * 2 <= current_setting('max_connections')::int FROM pg_catalog.pg_stat_activity
            WHERE usesysid IS NOT NULL AND backend_type IS DISTINCT FROM 'walsender'
            """;
        return (await connection.QueryAsync(sql, [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>What is left for us: others of this process that come at the same time don't count.</summary>
    private static async Task<int> ReadCapacityAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT least(
                current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                    - coalesce(current_setting('reserved_connections', true)::int, 0)
                    - (SELECT count(*) FROM pg_catalog.pg_stat_activity
                       WHERE usesysid IS NOT NULL AND backend_type IS DISTINCT FROM 'walsender' AND application_name <> $1)::int,
                (SELECT nullif(rolconnlimit, -1) FROM pg_catalog.pg_roles WHERE rolname = current_user AND NOT rolsuper))
            """;
        return Math.Max(1, (await connection.QueryAsync(sql, [server.ApplicationName], row => row.GetInt32(0), cancellationToken).ConfigureAwait(false))[0]);
    }
}
