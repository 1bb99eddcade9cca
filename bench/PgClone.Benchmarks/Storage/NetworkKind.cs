namespace PgClone.Benchmarks.Storage;

/// <summary>What lies between this machine and the S3 server.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="RoundTrip">How long the first byte of an answer takes, beside what the server needs.</param>
/// <param name="BytesPerSecond">What each connection carries each way.</param>
internal sealed record NetworkKind(string Name, TimeSpan RoundTrip, double BytesPerSecond)
{
    /// <summary>Nothing: the server runs here.</summary>
    public static NetworkKind Direct { get; } = new("direct", TimeSpan.Zero, double.PositiveInfinity);

    /// <summary>As it is between an office, or a build machine elsewhere, and a cloud.</summary>
    public static NetworkKind Distant { get; } = new("30 ms, 50 MB/s per connection", TimeSpan.FromMilliseconds(30), 50e6);

    public static IReadOnlyList<NetworkKind> All { get; } = [Direct, Distant];
}
