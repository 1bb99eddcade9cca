namespace PgClone.Benchmarks.Results;

/// <summary>A part of the report that could not be measured.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Why">What went wrong.</param>
internal sealed record Failure(string Part, string Why);
