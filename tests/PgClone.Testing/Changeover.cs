using System.Diagnostics;

namespace PgClone.Testing;

/// <summary>One database in the place of another, as clients see it.</summary>
/// <param name="answer">What the new one answers.</param>
public sealed class Changeover(string answer)
{
    private long _refused;
    private long _accepted;

    /// <summary>From the first client that was sent away to the first that was answered by the new database; null until then.</summary>
    public TimeSpan? Elapsed => Volatile.Read(ref _accepted) is var accepted and not 0 ? Stopwatch.GetElapsedTime(Volatile.Read(ref _refused), accepted) : null;

    internal void Refused() => Interlocked.CompareExchange(ref _refused, Stopwatch.GetTimestamp(), 0);

    internal void Answered(string text)
    {
        if (text == answer && Volatile.Read(ref _refused) != 0) Interlocked.CompareExchange(ref _accepted, Stopwatch.GetTimestamp(), 0);
    }
}
