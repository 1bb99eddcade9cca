using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

/// <summary>
/// A dump whose restore stands still at a chosen place: functions of the dump wait for a lock there, in copies only. So it's sure what a session was at when
/// it is ended.
/// </summary>
internal static class PausedRestore
{
    /// <summary>Makes <c>is_source()</c>, and <c>pause(i)</c>, which gives <c>i</c> back and waits for whoever holds the lock of <see cref="HoldAsync"/>.</summary>
    public const string Source = """
        DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''source''', current_database()); END $$;
        CREATE FUNCTION is_source() RETURNS boolean LANGUAGE sql AS
            'SELECT coalesce(shobj_description(oid, ''pg_database''), '''') = ''source'' FROM pg_database WHERE datname = current_database()';
        CREATE FUNCTION pause(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
            'BEGIN IF NOT public.is_source() THEN PERFORM pg_advisory_xact_lock_shared(7); END IF; RETURN i; END';
        """;

    private const string Waiting = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    /// <summary>Holds the lock until it is disposed.</summary>
    public static async Task<IAsyncDisposable> HoldAsync(TestDatabase database)
    {
        var connection = await database.Server.OpenAsync(database.Name, TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(7)", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Waits until a session stands still, and gives its process number.</summary>
    public static async Task<int> WaitAsync(TestDatabase database, Task restore)
    {
        await using var connection = await database.Server.OpenAsync(database.Name, TestContext.Current.CancellationToken);
        while (true)
        {
            await using var command = new Npgsql.NpgsqlCommand(Waiting, connection);
            if (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is int backend) return backend;
            if (restore.IsCompleted) Assert.Fail("The restore never stood still: " + restore.Exception);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Restores, ends the session that stands still, and lets the others go on.</summary>
    public static async Task<RestoreReport> KillAsync(TestDatabase database, string path, RestorePlanOptions options)
    {
        var held = await HoldAsync(database);
        try
        {
            var restore = PlainRestore.IntoAsync(database, path, options);
            await database.ExecuteAsync($"SELECT pg_terminate_backend({await WaitAsync(database, restore)}, 10000)");
            await held.DisposeAsync();
            return await restore;
        }
        finally
        {
            await held.DisposeAsync();
        }
    }
}
