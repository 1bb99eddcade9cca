namespace PgClone.Benchmarks.Clones;

/// <summary>A database that tests want clones of.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Set">What is in it: each has a table <c>accounts</c> of the same columns.</param>
/// <param name="Scale">The data set's scale, at scale 1.</param>
/// <param name="IsScaled">Whether it is smaller where the benchmark is.</param>
/// <param name="HasSuite">Whether a suite of test classes is run with it.</param>
internal sealed record CloneSet(string Name, DataSet Set, double Scale, bool IsScaled, bool HasSuite)
{
    public static CloneSet Medium { get; } = new("medium", DataSet.Mixed, 0.01, IsScaled: false, HasSuite: true);

    public static IReadOnlyList<CloneSet> All { get; } =
    [
        new("large", DataSet.Mixed, 1, IsScaled: true, HasSuite: false),
        Medium,
        new("small", DataSet.Shop, 1, IsScaled: false, HasSuite: true),
    ];

    public double ScaleAt(double scale) => IsScaled ? Scale * scale : Scale;
}
