namespace PgClone.S3;

/// <summary>How long a store is waited for.</summary>
/// <param name="Attempts">How often in a row a download is tried without a byte having come.</param>
/// <param name="FirstDelay">How long before the second attempt, of any request; twice as long before each further one.</param>
/// <param name="Silence">How long a connection may neither give nor take a byte before it is taken for dead.</param>
/// <param name="Silences">How often one request may end so.</param>
internal sealed record S3Patience(int Attempts, TimeSpan FirstDelay, TimeSpan Silence, int Silences)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    public static S3Patience Default { get; } = new(8, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30), 3);

    /// <summary>How long to wait after so many attempts, which no two wait alike.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var delay = FirstDelay * Math.Pow(2, attempts);
        return (delay < LongestDelay ? delay : LongestDelay) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
