using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Testing;

/// <summary>Clients that work in a database without a pause, and connect again at once when they are sent away. They note for how long they could not get in.</summary>
public sealed class BusyClients : IAsyncDisposable
{
    private readonly CancellationTokenSource _done = new();
    private readonly ConcurrentQueue<TimeSpan> _outages = [];
    private readonly ConcurrentDictionary<string, int> _seen = [];
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly string _query;
    private readonly Task[] _clients;
    private volatile Changeover? _changeover;

    private BusyClients(PostgresServer server, string database, string query, int count)
    {
        (_server, _database, _query) = (server, database, query);
        _clients = [.. Enumerable.Range(0, count).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>How long each client was out each time: from its session's end, or the first refusal, to the first answer on a new session.</summary>
    public IReadOnlyList<TimeSpan> Outages => [.. _outages];

    /// <summary>What the query answered, and how often.</summary>
    public IReadOnlyDictionary<string, int> Seen => _seen;

    /// <summary>Starts clients.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="query">What they ask, again and again: a text.</param>
    /// <param name="count">How many.</param>
    public static BusyClients Start(PostgresServer server, string database, string query, int count = 20) => new(server, database, query, count);

    /// <summary>Watches from now on how long it is from the first refusal to the first answer of a kind, whichever clients have them.</summary>
    public Changeover Watch(string answer) => _changeover = new Changeover(answer);

    /// <summary>Waits until every client has seen an answer.</summary>
    public async Task WaitForAsync(string answer, CancellationToken cancellationToken)
    {
        var before = _seen.GetValueOrDefault(answer);
        while (_seen.GetValueOrDefault(answer) < before + (2 * _clients.Length)) await Task.Delay(5, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_clients);
        _done.Dispose();
    }

    private async Task WorkAsync()
    {
        long outSince = 0;
        while (!_done.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _server.OpenAsync(_database, _done.Token);
                while (true)
                {
                    await using var command = new NpgsqlCommand(_query, connection);
                    var answer = (string)(await command.ExecuteScalarAsync(_done.Token))!;
                    if (outSince != 0) _outages.Enqueue(Stopwatch.GetElapsedTime(outSince));
                    outSince = 0;
                    _changeover?.Answered(answer);
                    _seen.AddOrUpdate(answer, 1, (_, count) => count + 1);
                    await Task.Delay(5, _done.Token);
                }
            }
            catch (Exception e) when (e is NpgsqlException or PgCloneException)
            {
                _changeover?.Refused();
                if (outSince == 0) outSince = Stopwatch.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
