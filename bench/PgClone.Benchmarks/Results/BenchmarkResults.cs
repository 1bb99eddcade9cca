using PgClone.Benchmarks.Clones;
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

    /// <summary>For how long clients were out while a database was replaced.</summary>
    public IReadOnlyList<DowntimeResult> Downtime { get; init; } = [];

    /// <summary>With a measurement in the place of an earlier one on the same server.</summary>
    public BenchmarkResults With(DowntimeResult downtime) => this with
    {
        Downtime = [.. Downtime.Where(other => other.Server != downtime.Server).Append(downtime).OrderBy(d => IndexOf(ServerKind.All, kind => kind.Name == d.Server))],
    };

    /// <summary>The comparisons of databases for test classes.</summary>
    public IReadOnlyList<CloneResult> Clones { get; init; } = [];

    /// <summary>The comparisons of machines that had no server.</summary>
    public IReadOnlyList<ImageResult> Images { get; init; } = [];

    /// <summary>The comparison of servers in containers with the embedded one.</summary>
    public ContainerResult? Containers { get; init; }

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

    /// <summary>With a comparison in the place of an earlier one of the same database.</summary>
    public BenchmarkResults With(CloneResult comparison) => this with
    {
        Clones = [.. Clones.Where(other => other.Set != comparison.Set).Append(comparison).OrderBy(c => IndexOf(CloneSet.All, set => set.Name == c.Set))],
    };

    /// <summary>With a comparison in the place of an earlier one of the same database.</summary>
    public BenchmarkResults With(ImageResult comparison) => this with
    {
        Images = [.. Images.Where(other => other.Set != comparison.Set).Append(comparison).OrderBy(c => IndexOf(CloneSet.All, set => set.Name == c.Set))],
    };

    private static int IndexOf<T>(IEnumerable<T> all, Predicate<T> matches) => all.ToList().FindIndex(matches);
}
