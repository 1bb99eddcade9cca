namespace PgClone.Benchmarks.Containers;

/// <summary>A way for a suite to come by its databases.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Source">What the suite calls it.</param>
/// <param name="StartsAnew">Whether each run begins with nothing, as on a fresh machine; else it finds what the last one left.</param>
internal sealed record SuiteContender(string Name, string Source, bool StartsAnew);
