namespace PgClone.Benchmarks.Results;

/// <summary>How long something took, many times; in milliseconds.</summary>
/// <param name="Count">How many times.</param>
/// <param name="Shortest">The shortest.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="Ninetieth">Nine of ten took no longer.</param>
/// <param name="Longest">The longest.</param>
internal sealed record Distribution(int Count, double Shortest, double Median, double Ninetieth, double Longest)
{
    public static Distribution Of(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        return new(sorted.Count, sorted[0], sorted.Median(), sorted[(int)Math.Ceiling(0.9 * sorted.Count) - 1], sorted[^1]);
    }
}
