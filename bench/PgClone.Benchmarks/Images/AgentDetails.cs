namespace PgClone.Benchmarks.Images;

/// <summary>What the process that restored on a cold agent tells on its standard output.</summary>
/// <param name="IsCopy">Whether the database came out of an image.</param>
/// <param name="Notices">What it had to say.</param>
internal sealed record AgentDetails(bool IsCopy, IReadOnlyList<string> Notices);
