namespace PgClone.Xunit;

/// <summary>Work that is done once: whoever asks first begins it, all wait for it, and none of them ends it for the others by leaving.</summary>
internal sealed class SharedStart(Func<CancellationToken, Task> work) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AsyncLocal<bool> _isInside = new();
    private Task? _task;
    private bool _isDisposed;

    /// <summary>Whether it has come to its end.</summary>
    public bool IsDone => _task is { IsCompleted: true };

    /// <summary>Whether it is the work itself that asks: it may use what is not ready for anybody else.</summary>
    public bool IsInside => _isInside.Value;

    /// <summary>Begins the work if nobody has, and waits for its end.</summary>
    /// <param name="cancellationToken">Stops the waiting, not the work.</param>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        // The work would wait for itself.
        if (IsInside) return Task.CompletedTask;

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _task ??= Task.Run(RunAsync, CancellationToken.None);
        }

        return _task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the work where it has begun, and waits until it has cleaned up. It does not begin any more.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (_task is not null) await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        _isInside.Value = true;
        await work(_stop.Token).ConfigureAwait(false);
    }
}
