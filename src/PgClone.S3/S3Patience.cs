namespace PgClone.S3;

/// <summary>How long a download is tried.</summary>
/// <param name="Attempts">How often in a row without a byte having come.</param>
/// <param name="FirstDelay">How long before the second attempt; twice as long before each further one.</param>
/// <param name="Silence">How long a connection may give no byte before it is taken for dead.</param>
internal sealed record S3Patience(int Attempts, TimeSpan FirstDelay, TimeSpan Silence)
{
    public static S3Patience Default { get; } = new(8, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20));
}
