using PgClone.Benchmarks.Storage;

namespace PgClone.Benchmarks.Results;

/// <summary>All that was measured on one machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Comparisons">The comparisons, in the report's order.</param>
/// <param name="Memory">The memory by a dump's size.</param>
/// <param name="Failures">What could not be measured.</param>
internal sealed record BenchmarkResults(
    Machine Machine, IReadOnlyList<ComparisonResult> Comparisons, IReadOnlyList<MemoryResult> Memory, IReadOnlyList<Failure> Failures)
{
    /// <summary>The comparisons of dumps to S3 and restores from there.</summary>
    public IReadOnlyList<StorageResult> Storage { get; init; } = [];

    /// <summary>The memory for dumps to S3 and restores from there.</summary>
    public IReadOnlyList<StorageMemoryResult> StorageMemory { get; init; } = [];

    /// <summary>With a comparison in the place of an earlier one of the same data set and server.</summary>
    public BenchmarkResults With(ComparisonResult comparison) => this with
    {
        Comparisons =
        [
            .. Comparisons.Where(other => (other.DataSet, other.Server) != (comparison.DataSet, comparison.Server)).Append(comparison)
                .OrderBy(c => IndexOf(DataSet.All, set => set.Name == c.DataSet)).ThenBy(c => IndexOf(ServerKind.All, kind => kind.Name == c.Server)),
        ],
    };

    /// <summary>With a comparison in the place of an earlier one over the same network.</summary>
    public BenchmarkResults With(StorageResult comparison) => this with
    {
        Storage = [.. Storage.Where(other => other.Network != comparison.Network).Append(comparison).OrderBy(c => IndexOf(NetworkKind.All, kind => kind.Name == c.Network))],
    };

    private static int IndexOf<T>(IEnumerable<T> all, Predicate<T> matches) => all.ToList().FindIndex(matches);
}
