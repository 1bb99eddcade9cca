using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Advisory locks of the server. A lock is free when its holder let go, ended or died: they need no cleaning up.</summary>
/// <remarks>
/// PostgreSQL knows an advisory lock only within one database, and clients may have different maintenance databases. So whoever takes a lock looks
/// through those of the whole server.
/// </remarks>
internal static class AdvisoryLock
{
    // A claim is held for a few round trips. Who holds one longer is frozen, or on a very slow line.
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(5);

    /// <summary>The lock that the maker of a temporary database holds.</summary>
    public static long KeyOfTemporary(string name) => KeyOf("temporary database", name);

    /// <summary>The lock that a restore into a target holds.</summary>
    public static long KeyOfTarget(string name) => KeyOf("target", name);

    /// <summary>The lock that the maker of a template holds.</summary>
    public static long KeyOfTemplate(string key) => KeyOf("template", key);

    /// <summary>Takes a lock that no session of the server holds, whichever database it is in.</summary>
    /// <returns>False where another session holds it.</returns>
    /// <remarks>
    /// Two that come at once both put a claim beside the lock, and look only then: the one with the lower process number goes on, the other takes
    /// its claim back. A claim is given back only when the lock is held, so that nobody can look in between and see neither.
    /// </remarks>
    public static async Task<bool> TryTakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        var claim = KeyOf("claim", key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var deadline = DateTime.UtcNow + ClaimPatience;
        var hasClaim = false;
        while (true)
        {
            var rivals = await ListRivalsAsync(connection, key, claim, cancellationToken).ConfigureAwait(false);
            var isFree = rivals.Count == 0;
            if (isFree && hasClaim)
            {
                var isTaken = await TryLockAsync(connection, key, cancellationToken).ConfigureAwait(false);
                await UnlockAsync(connection, claim, cancellationToken).ConfigureAwait(false);
                return isTaken;
            }

            if (isFree)
            {
                hasClaim = await TryLockAsync(connection, claim, cancellationToken).ConfigureAwait(false);
                if (hasClaim) continue;
            }

            var isHeld = rivals.Any(r => r.IsLock);
            var givesUp = isHeld || DateTime.UtcNow >= deadline;
            if (hasClaim && (givesUp || rivals.Any(r => r.GoesFirst)))
            {
                await UnlockAsync(connection, claim, cancellationToken).ConfigureAwait(false);
                hasClaim = false;
            }

            if (givesUp) return false;
            await Task.Delay(Random.Shared.Next(10, 40), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a lock that nobody else can want: of a name that was just made up.</summary>
    public static Task TakeNewAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_lock($1)", [key], cancellationToken);

    /// <summary>Whether this session still holds the lock.</summary>
    public static async Task<bool> HoldsAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid = pg_backend_pid()
                           AND classid::bigint << 32 | objid::bigint = $1)
            """;
        return (await connection.QueryAsync(sql, [key], r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>The locks that are held on the whole server, with their holders' process and application.</summary>
    public static async Task<ILookup<long, string>> ListHeldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT l.classid::bigint << 32 | l.objid::bigint, format('session %s (%s, user %s)', l.pid, nullif(a.application_name, ''), a.usename)
            FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
            """;
        var held = await connection.QueryAsync(sql, [], r => (Key: r.GetInt64(0), Holder: r.GetString(1)), cancellationToken).ConfigureAwait(false);
        return held.ToLookup(h => h.Key, h => h.Holder);
    }

    private static Task<List<(bool IsLock, bool GoesFirst)>> ListRivalsAsync(
        NpgsqlConnection connection, long key, long claim, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT k = $1, pid < pg_backend_pid()
            FROM pg_locks, LATERAL (SELECT classid::bigint << 32 | objid::bigint) AS key (k)
            WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid <> pg_backend_pid() AND k IN ($1, $2)
            """;
        return connection.QueryAsync(sql, [key, claim], r => (r.GetBoolean(0), r.GetBoolean(1)), cancellationToken);
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken) =>
        (await connection.QueryAsync("SELECT pg_try_advisory_lock($1)", [key], r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Gives back a lock that this session holds.</summary>
    public static Task UnlockAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_unlock($1)", [key], cancellationToken);

    private static long KeyOf(string purpose, string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"pgclone {purpose} {name}")));
}
