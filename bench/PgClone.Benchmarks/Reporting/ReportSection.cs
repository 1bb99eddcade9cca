using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>What a run measures: a section of the page, between two marks, and a file with its figures.</summary>
/// <param name="Mark">What the marks say, and the option that asks for it: <c>--storage</c>. <see cref="Restores"/> are what is measured where none does.</param>
/// <param name="Figures">The file's name.</param>
/// <param name="Write">The section as Markdown.</param>
internal sealed record ReportSection(string Mark, string Figures, Func<BenchmarkResults, string> Write)
{
    public static ReportSection Restores { get; } = new("results", "benchmarks.json", MarkdownReport.Write);

    public static ReportSection Downtime { get; } = new("downtime", "benchmarks-downtime.json", DowntimeReport.Write);

    public static ReportSection Storage { get; } = new("storage", "benchmarks-storage.json", StorageReport.Write);

    public static ReportSection Clones { get; } = new("clones", "benchmarks-clones.json", CloneReport.Write);

    public static ReportSection Containers { get; } = new("containers", "benchmarks-containers.json", ContainerReport.Write);

    public static ReportSection Images { get; } = new("images", "benchmarks-images.json", ImageReport.Write);

    /// <summary>Those that an option asks for.</summary>
    public static IReadOnlyList<ReportSection> Others { get; } = [Storage, Downtime, Clones, Containers, Images];
}
