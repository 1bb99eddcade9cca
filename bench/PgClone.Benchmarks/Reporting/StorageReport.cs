using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>Dumps to S3 and restores from there, as Markdown.</summary>
internal static class StorageReport
{
    public static string Write(BenchmarkResults results) => MarkdownReport.Paragraphs(
    [
        .. MarkdownReport.Opening(results),
        .. results.Storage.SelectMany(Comparison),
        .. results.StorageMemory.Count > 0 ? (string[])["### S3: memory", Memory(results.StorageMemory)] : [],
    ]);

    private static IEnumerable<string> Comparison(StorageResult comparison) =>
    [
        $"### S3: {comparison.Network}",
        $"At scale {comparison.Scale}: a database of {comparison.DatabaseBytes / 1e6:N0} MB. PgClone's dump has {comparison.DumpBytes / 1e6:N0} MB, that of `pg_dump -Fc` "
            + $"{comparison.StockDumpBytes / 1e6:N0} MB. Measured on {comparison.Date:yyyy-MM-dd} with PgClone {ContenderReport.ShortVersion(comparison.Version)} and "
            + $"{comparison.Aws}; rounds: {comparison.Dumps[0].Rounds.Count}.",
        ContenderReport.Write("dump", comparison.Dumps),
        ContenderReport.Write("restore", comparison.Restores),
        $"PgClone's process had {comparison.DumpMemory / 1e6:N0} MB of memory at its peak in a dump, {comparison.RestoreMemory / 1e6:N0} MB in a restore.",
    ];

    private static string Memory(IReadOnlyList<StorageMemoryResult> results)
    {
        var table = new MarkdownTable("scale", "database", "dump", "PgClone's peak in the dump", "in the restore");
        foreach (var result in results)
        {
            table.Add(
                $"{result.Scale}", $"{result.DatabaseBytes / 1e6:N0} MB", $"{result.DumpBytes / 1e6:N0} MB", $"{result.DumpMemory / 1e6:N0} MB", $"{result.RestoreMemory / 1e6:N0} MB");
        }

        return table.ToString();
    }
}
