namespace PgClone.Benchmarks.Results;

/// <summary>A part of a restore, and how long it took.</summary>
internal sealed record TimedPart(string Name, double Seconds);
