using System.Diagnostics;

namespace PgClone.Servers.Connecting;

/// <summary>The pauses between attempts: each up to twice as long as the one before, and of chance length, so that those who wait don't come back all at once.</summary>
/// <param name="patience">How long all of them may take.</param>
internal sealed class BackOff(TimeSpan patience)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the next attempt.</summary>
    /// <returns>False if there is no time left for one.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var left = patience - Stopwatch.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero) return false;

        var pause = _pause * (0.5 + Random.Shared.NextDouble());
        await Task.Delay(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
        _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
        return true;
    }
}
