using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Templates;

namespace PgClone.Pooling;

/// <summary>The clones of one template that this process has made ahead, for those who connect to them alike. They are made in the background, one at a time.</summary>
internal sealed class ClonePool(PostgresServer server, Template template, DataSourceRecipe recipe) : IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(10);

    // Whoever has just been handed a clone uses it first: with two processors the next one would be made in its way.
    private static readonly TimeSpan FillPause = TimeSpan.FromMilliseconds(5);

    private static readonly SemaphoreSlim Turn = new(1);

    private readonly CloneMaker _maker = new(server, template, recipe);
    private readonly Lock _gate = new();
    private readonly Queue<ReadyClone> _ready = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _filling = Task.CompletedTask;
    private bool _isFilling;
    private int _asked;

    /// <summary>When a clone was last asked for.</summary>
    public DateTime LastUse { get; private set; } = DateTime.UtcNow;

    /// <summary>How many clones are ready now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _ready.Count;
        }
    }

    /// <summary>Hands over a clone that is ready, and has another made.</summary>
    /// <param name="target">The database that it stands for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where none is ready: nobody waits for the background. Else it is the caller's, who disposes it.</returns>
    /// <exception cref="PgCloneException">The server can't be reached.</exception>
    public async Task<ReadyClone?> TryTakeAsync(string target, CancellationToken cancellationToken)
    {
        LastUse = DateTime.UtcNow;
        try
        {
            // The first one comes before anything can be ready: what an earlier process left is quicker than a copy.
            if (Interlocked.Increment(ref _asked) == 1 && await _maker.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } left) Enqueue(left);
            while (Dequeue() is { } clone)
            {
                if (await HandOverAsync(clone, target, cancellationToken).ConfigureAwait(false)) return clone;
            }

            return null;
        }
        finally
        {
            StartFilling();
        }
    }

    /// <summary>Waits until no clone is being made.</summary>
    public Task WhenFilledAsync()
    {
        lock (_gate) return _filling;
    }

    /// <summary>Makes no more, and leaves those that are ready for other processes. Never fails.</summary>
    public async ValueTask DisposeAsync()
    {
        using var close = new CancellationTokenSource(CloseTime);
        lock (_gate) _closing.Cancel();
        await WhenFilledAsync().ConfigureAwait(false);
        while (Dequeue() is { } clone)
        {
            if (await MayLeaveAsync(close.Token).ConfigureAwait(false)) await clone.LeaveAsync().ConfigureAwait(false);
            else await clone.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private static async Task<bool> HandOverAsync(ReadyClone clone, string target, CancellationToken cancellationToken)
    {
        var isHandedOver = false;
        try
        {
            return isHandedOver = await clone.TryHandOverAsync(target, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isHandedOver) _ = BackgroundDrops.Start(() => clone.DisposeAsync().AsTask());
        }
    }

    private void StartFilling()
    {
        lock (_gate)
        {
            if (_isFilling || _closing.IsCancellationRequested) return;

            _isFilling = true;
            _filling = Task.Run(FillAsync);
        }
    }

    private async Task FillAsync()
    {
        try
        {
            await Task.Delay(FillPause, _closing.Token).ConfigureAwait(false);
            var most = int.MaxValue;
            while (IsShort(most))
            {
                await Turn.WaitAsync(_closing.Token).ConfigureAwait(false);
                try
                {
                    var connection = await server.OpenMaintenanceAsync(_closing.Token).ConfigureAwait(false);
                    await using var _ = connection.ConfigureAwait(false);
                    most = await _maker.FindMostAsync(connection, _closing.Token).ConfigureAwait(false);
                    if (Count >= most || await _maker.MakeAsync(connection, _closing.Token).ConfigureAwait(false) is not { } clone) break;
                    Enqueue(clone);
                }
                finally
                {
                    Turn.Release();
                }
            }
        }
        catch (Exception e)
        {
            // Whatever it is, those who ask make clones of their own, and are told if that fails.
            server.Log.CloneNotMadeAhead(template.Name, e.Reason());
        }

        lock (_gate) _isFilling = false;
    }

    /// <summary>Whoever asked for one clone gets one ahead, whoever asked for many gets more.</summary>
    private bool IsShort(int most)
    {
        lock (_gate) return _isFilling = !_closing.IsCancellationRequested && _ready.Count < Math.Min(most, _asked);
    }

    private void Enqueue(ReadyClone clone)
    {
        lock (_gate) _ready.Enqueue(clone);
    }

    private ReadyClone? Dequeue()
    {
        lock (_gate) return _ready.TryDequeue(out var clone) ? clone : null;
    }

    private async Task<bool> MayLeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _maker.MayLeaveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PgCloneException or Npgsql.NpgsqlException or OperationCanceledException)
        {
            server.Log.CloneNotMadeAhead(template.Name, e.Reason());
            return false;
        }
    }
}
