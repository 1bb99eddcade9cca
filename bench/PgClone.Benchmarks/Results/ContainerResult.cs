namespace PgClone.Benchmarks.Results;

/// <summary>One suite of test classes, run with servers in containers and with the embedded one.</summary>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="DatabaseBytes">The size of the database.</param>
/// <param name="DumpBytes">The size of its dump.</param>
/// <param name="FirstTest">The time from <c>dotnet test</c> to the first test with data.</param>
/// <param name="Suite">The time until <c>dotnet test</c> ended.</param>
internal sealed record ContainerResult(
    DateOnly Date, string Version, long DatabaseBytes, long DumpBytes, IReadOnlyList<ContenderResult> FirstTest, IReadOnlyList<ContenderResult> Suite);
