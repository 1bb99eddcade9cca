using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

public sealed class ContainerReportTests
{
    [Fact]
    public void Each_contender_has_its_first_test_and_its_whole_suite()
    {
        var result = new ContainerResult(
            new DateOnly(2026, 11, 22), "1.0.0+0123456789abcdef", 20_000_000, 5_000_000, [Contender("PgClone", 3, 2, 7), Contender("by hand", 9, 8, 10)], [Contender("PgClone", 6, 5, 8), Contender("by hand", 40, 39, 50)]);

        var report = ContainerReport.Write(Measured.Nothing with { Containers = result });

        Assert.Contains("A database of 20 MB, with a dump of 5.00 MB. Measured on 2026-11-22 with PgClone 1.0.0 (01234567); rounds: 3.", report, StringComparison.Ordinal);
        Assert.Contains("| PgClone | 3.0 s | 2.0 - 7.0 s | 6.0 s | 5.0 - 8.0 s |", report, StringComparison.Ordinal);
        Assert.Contains("| by hand | 9.0 s | 8.0 - 10.0 s | 40.0 s | 39.0 - 50.0 s |", report, StringComparison.Ordinal);
    }

    private static ContenderResult Contender(string name, params double[] seconds) => new(name, [.. seconds.Select(value => new Measurement(value, 0, 0))]);
}
