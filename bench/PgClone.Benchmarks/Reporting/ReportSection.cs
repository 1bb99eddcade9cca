using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>What a run measures: a section of the page, between two marks, and a file with its figures.</summary>
/// <param name="Mark">What the marks say.</param>
/// <param name="Figures">The file's name.</param>
/// <param name="Write">The section as Markdown.</param>
internal sealed record ReportSection(string Mark, string Figures, Func<BenchmarkResults, string> Write)
{
    public static ReportSection Restores { get; } = new("results", "benchmarks.json", MarkdownReport.Write);

    public static ReportSection Downtime { get; } = new("downtime", "benchmarks-downtime.json", DowntimeReport.Write);

    public static ReportSection Storage { get; } = new("storage", "benchmarks-storage.json", StorageReport.Write);

    public static ReportSection Clones { get; } = new("clones", "benchmarks-clones.json", CloneReport.Write);

    public static ReportSection Containers { get; } = new("containers", "benchmarks-containers.json", ContainerReport.Write);
}
