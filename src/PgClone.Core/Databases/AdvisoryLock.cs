using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace PgClone.Databases;

/// <summary>Advisory locks of the server. A lock is free when its holder let go, ended or died: they need no cleaning up.</summary>
internal static class AdvisoryLock
{
    /// <summary>The lock that the maker of a temporary database holds.</summary>
    public static long KeyOfTemporary(string name) => KeyOf("temporary database", name);

    /// <summary>The lock that a restore into a target holds.</summary>
    public static long KeyOfTarget(string name) => KeyOf("target", name);

    public static async Task<bool> TryTakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken) =>
        (await connection.QueryAsync("SELECT pg_try_advisory_lock($1)", [key], r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The locks that are held on the whole server, with their holders' process and application.</summary>
    public static async Task<ILookup<long, string>> ListHeldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT l.classid::bigint << 32 | l.objid::bigint, format('session %s (%s, user %s)', a.pid, nullif(a.application_name, ''), a.usename)
            FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
            """;
        var held = await connection.QueryAsync(sql, [], r => (Key: r.GetInt64(0), Holder: r.GetString(1)), cancellationToken).ConfigureAwait(false);
        return held.ToLookup(h => h.Key, h => h.Holder);
    }

    private static long KeyOf(string purpose, string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"pgclone {purpose} {name}")));
}
