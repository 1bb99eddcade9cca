namespace PgClone.Benchmarks.Results;

/// <summary>What one contender took, round by round.</summary>
internal sealed record ContenderResult(string Name, IReadOnlyList<Measurement> Rounds)
{
    public double Median(Func<Measurement, double> value) => Rounds.Select(value).Median();

    /// <summary>How many times as long it takes as another, in the median.</summary>
    public double RatioTo(ContenderResult other) =>
        // Within the same round: what else the machine did then, it did to both.
        Rounds.Zip(other.Rounds, (mine, theirs) => mine.Seconds / theirs.Seconds).Median();
}
