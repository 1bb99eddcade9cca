using System.Diagnostics;
using PgClone.Databases;
using PgClone.Servers;

namespace PgClone.Hooks;

/// <summary>Tells whether anybody has connected to a database meanwhile: a program that has not has changed another one, or nothing.</summary>
internal sealed class ArrivalCheck
{
    /// <summary>A session is counted before its client hears of it, but a pooler may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly long? _before;

    private ArrivalCheck(PostgresServer server, string database, long? before) => (_server, _database, _before) = (server, database, before);

    public static async Task<ArrivalCheck> BeginAsync(PostgresServer server, string database, CancellationToken cancellationToken) =>
        new(server, database, await DatabaseSessions.CountAsync(server, database, cancellationToken).ConfigureAwait(false));

    /// <returns>False where nobody has; true also where the server does not count its sessions reliably.</returns>
    public async Task<bool> HasSeenAnybodyAsync(CancellationToken cancellationToken)
    {
        if (_before is null) return true;

        var start = Stopwatch.GetTimestamp();
        while (await DatabaseSessions.CountAsync(_server, _database, cancellationToken).ConfigureAwait(false) == _before)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) return false;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
