using System.Collections.Concurrent;
using PgClone.Databases;
using PgClone.Servers;

namespace PgClone.Templates;

/// <summary>
/// One maker of a template at a time: within the process a gate, so that the others cost the server nothing while they wait, and among processes an advisory lock, which a killed one
/// gives back by its end.
/// </summary>
internal sealed class TemplateLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new();

    private readonly PostgresServer _server;
    private readonly TemplateKey _key;
    private readonly SemaphoreSlim _gate;
    private HeldLock? _held;

    private TemplateLock(PostgresServer server, TemplateKey key, SemaphoreSlim gate) => (_server, _key, _gate) = (server, key, gate);

    /// <summary>Waits for the others of this process.</summary>
    public static async Task<TemplateLock> EnterAsync(PostgresServer server, TemplateKey key, CancellationToken cancellationToken)
    {
        var gate = Gates.GetOrAdd($"{server.DisplayName} {key}", _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new TemplateLock(server, key, gate);
    }

    /// <summary>Takes the lock of the template, unless there is no need of it any more before it is free.</summary>
    /// <param name="isNeeded">Asked again and again while another process has the lock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> TryTakeAsync(Func<Task<bool>> isNeeded, CancellationToken cancellationToken)
    {
        var session = await OwnerSession.OpenAsync(_server, cancellationToken).ConfigureAwait(false);
        try
        {
            var number = AdvisoryLock.KeyOfTemplate(_key.Value);
            while (await isNeeded().ConfigureAwait(false))
            {
                if (await AdvisoryLock.TryTakeAsync(session, number, cancellationToken).ConfigureAwait(false))
                {
                    _held = HeldLock.Keep(_server, number, $"the template {_key.Name}", session);
                    return true;
                }

                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await session.DisposeAsync().ConfigureAwait(false);
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_held is not null) await _held.DisposeAsync().ConfigureAwait(false);
        _gate.Release();
    }
}
