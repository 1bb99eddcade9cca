using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Restores any bytes: soon, in little memory, and without an error that has no code.</summary>
internal static class GuardedRestore
{
    private const long MemoryLimit = 1024L * 1024 * 1024;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Empties a database and restores into it.</summary>
    /// <returns>False if the archive was refused.</returns>
    public static async Task<bool> IntoAsync(TestDatabase database, byte[] archive)
    {
        await EmptyAsync(database);
        return await TryAsync(token => PlainRestore.IntoAsync(database, new MemorySource(archive), cancellationToken: token));
    }

    /// <summary>Runs what restores an archive.</summary>
    /// <returns>False if the archive was refused.</returns>
    public static async Task<bool> TryAsync(Func<CancellationToken, Task> restore)
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        watchdog.CancelAfter(TimeLimit);
        var allocated = GC.GetTotalAllocatedBytes();
        try
        {
            await restore(watchdog.Token);
            return true;
        }
        catch (Exception e) when (e is PgCloneException { Code: not ErrorCode.Unexpected } or NpgsqlException)
        {
            // The engine gives a code to what the driver throws and nobody else explains.
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, MemoryLimit);
        }
    }

    /// <summary>Much faster than another database.</summary>
    public static Task EmptyAsync(TestDatabase database) => database.ExecuteAsync("""
        SET client_min_messages = warning;
        DO $$ DECLARE s text; BEGIN
            FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP;
        END $$;
        CREATE SCHEMA public AUTHORIZATION pg_database_owner;
        GRANT USAGE ON SCHEMA public TO PUBLIC;
        COMMENT ON SCHEMA public IS 'standard public schema';
        SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
        """);
}
