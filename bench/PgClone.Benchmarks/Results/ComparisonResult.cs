namespace PgClone.Benchmarks.Results;

/// <summary>One data set restored into one server by all contenders.</summary>
/// <param name="DataSet">The data set's name.</param>
/// <param name="Server">The server's name.</param>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="Scale">The data set's scale.</param>
/// <param name="DatabaseBytes">The size of the database that was dumped.</param>
/// <param name="DumpBytes">The dump's size.</param>
/// <param name="Settings">The server's settings that are not PostgreSQL's defaults.</param>
/// <param name="Contenders">PgClone first.</param>
/// <param name="PeakMemory">The most memory that PgClone's process had in any round.</param>
/// <param name="Stages">PgClone's stages, the median of all rounds.</param>
/// <param name="LongestEntries">The entries that PgClone took longest for, the median of all rounds.</param>
internal sealed record ComparisonResult(
    string DataSet,
    string Server,
    DateOnly Date,
    string Version,
    double Scale,
    long DatabaseBytes,
    long DumpBytes,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<ContenderResult> Contenders,
    long PeakMemory,
    IReadOnlyList<TimedPart> Stages,
    IReadOnlyList<TimedPart> LongestEntries);
