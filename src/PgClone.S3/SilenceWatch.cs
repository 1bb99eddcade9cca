namespace PgClone.S3;

/// <summary>Ends what waits for a connection as soon as it has stood still for too long.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _end;

    public SilenceWatch(TimeSpan limit, CancellationToken caller)
    {
        (_limit, _caller) = (limit, caller);
        _end = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _end.CancelAfter(limit);
    }

    public CancellationToken Token => _end.Token;

    /// <summary>Whether it ended it, and not the caller.</summary>
    public bool IsOver => _end.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Some bytes came or went.</summary>
    public void Moved() => _end.CancelAfter(_limit);

    public StoreSilentException Explain(Exception e) => new(_limit, e);

    public void Dispose() => _end.Dispose();
}
