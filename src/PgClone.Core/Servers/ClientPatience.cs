using PgClone.Diagnostics;
using PgClone.Servers.Connecting;

namespace PgClone.Servers;

/// <summary>Waits for the connection that a client program opens by itself. pg_dump and pg_restore open theirs first of all, so nothing is done when that fails.</summary>
internal static class ClientPatience
{
    /// <summary>Runs a program, and runs it again as long as the server has no connection free for it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database that the program connects to.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NoConnectionFree"/>, or what running it throws.</exception>
    public static async Task<T> RunAsync<T>(PostgresServer server, string database, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(server.Patience);
        while (true)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (PgCloneException e) when (IsUnconnected(e))
            {
                if (!await IsShortAsync(server, database, e, cancellationToken).ConfigureAwait(false)) throw;
                if (await backOff.WaitAsync(cancellationToken).ConfigureAwait(false)) continue;

                throw ConnectionShortage.ToFailure(e);
            }
        }
    }

    // Its own words are English, as its locale is C.
    private static bool IsUnconnected(PgCloneException e) =>
        e.Code is ErrorCode.PgDumpFailed or ErrorCode.PgRestoreFailed && e.Why is { } why
        && why.Contains("connection to ", StringComparison.Ordinal) && why.Contains(" failed: ", StringComparison.Ordinal);

    // The server's may be in any language, without an SQLSTATE. So another connection is tried.
    private static async Task<bool> IsShortAsync(PostgresServer server, string database, PgCloneException e, CancellationToken cancellationToken)
    {
        if (ConnectionShortage.IsToldBy(e.Why)) return true;

        var connection = await server.TryOpenAsync(database, cancellationToken).ConfigureAwait(false);
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
        return connection is null;
    }
}
