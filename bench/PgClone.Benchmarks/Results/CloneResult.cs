namespace PgClone.Benchmarks.Results;

/// <summary>One database handed to test classes by all contenders.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="DatabaseBytes">The size of the database.</param>
/// <param name="DumpBytes">The size of its dump.</param>
/// <param name="HandOvers">The time until a class can use a connection; PgClone first.</param>
/// <param name="Suites">The time of a whole suite; PgClone first. Empty: it was not run.</param>
internal sealed record CloneResult(
    string Set, DateOnly Date, string Version, long DatabaseBytes, long DumpBytes, IReadOnlyList<ContenderResult> HandOvers, IReadOnlyList<ContenderResult> Suites);
