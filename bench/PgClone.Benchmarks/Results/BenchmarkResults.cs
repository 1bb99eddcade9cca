namespace PgClone.Benchmarks.Results;

/// <summary>All that was measured on one machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Comparisons">The comparisons, in the report's order.</param>
/// <param name="Memory">The memory by a dump's size.</param>
/// <param name="Failures">What could not be measured.</param>
internal sealed record BenchmarkResults(
    Machine Machine, IReadOnlyList<ComparisonResult> Comparisons, IReadOnlyList<MemoryResult> Memory, IReadOnlyList<Failure> Failures)
{
    /// <summary>With a comparison in the place of an earlier one of the same data set and server.</summary>
    public BenchmarkResults With(ComparisonResult comparison) => this with
    {
        Comparisons =
        [
            .. Comparisons.Where(other => (other.DataSet, other.Server) != (comparison.DataSet, comparison.Server)).Append(comparison)
                .OrderBy(c => IndexOf(DataSet.All, set => set.Name == c.DataSet)).ThenBy(c => IndexOf(ServerKind.All, kind => kind.Name == c.Server)),
        ],
    };

    private static int IndexOf<T>(IEnumerable<T> all, Predicate<T> matches) => all.ToList().FindIndex(matches);
}
