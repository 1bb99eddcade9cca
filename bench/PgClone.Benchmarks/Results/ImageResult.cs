namespace PgClone.Benchmarks.Results;

/// <summary>One database on machines that had no server.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="DatabaseBytes">The size of the database.</param>
/// <param name="DumpBytes">The size of its dump.</param>
/// <param name="ImageBytes">The size of its image.</param>
/// <param name="Agents">The time until a first query was answered; the image in a folder first.</param>
internal sealed record ImageResult(string Set, DateOnly Date, string Version, long DatabaseBytes, long DumpBytes, long ImageBytes, IReadOnlyList<ContenderResult> Agents);
