using System.Xml.Linq;
using PgClone.Testing;

namespace PgClone.Benchmarks;

public sealed class BenchmarkTests
{
    [Fact]
    public async Task Measures_all_contenders_and_writes_the_report()
    {
        await TestServer.GetAsync();
        using var output = new TemporaryFolder();
        var options = BenchmarkOptions.Parse(["--data=mixed", "--server=embedded", "--scale=0.001", "--runs=1", $"--output={output.Path}"]);

        var succeeded = await new Benchmark(options).RunAsync(TestContext.Current.CancellationToken);

        var report = await File.ReadAllTextAsync(output["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.True(succeeded, report);
        Assert.All(
            ["### `mixed`, embedded", "| cat dump \\| pg_restore |", "| pg_restore -j2 |", "| pg_restore -j2, vacuumdb -Z -j2 |", "longest entries", "### Memory", "| `fsync` | off |"],
            part => Assert.Contains(part, report, StringComparison.Ordinal));
        Assert.Equal("svg", XDocument.Load(output["benchmarks.svg"]).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Measures_dumps_to_S3_and_restores_from_there_and_writes_a_section_of_its_own()
    {
        Soak.Require();
        await TestServer.GetAsync();
        await S3Server.GetAsync();
        using var output = new TemporaryFolder();
        await File.WriteAllTextAsync(output["benchmarks.md"], "<!-- results -->\nkept\n<!-- /results -->\n", TestContext.Current.CancellationToken);
        var options = BenchmarkOptions.Parse(["--storage", "--scale=0.001", "--runs=1", $"--output={output.Path}"]);

        var succeeded = await new Benchmark(options).RunAsync(TestContext.Current.CancellationToken);

        var report = await File.ReadAllTextAsync(output["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.True(succeeded, report);
        Assert.StartsWith("<!-- results -->\nkept\n<!-- /results -->\n\n<!-- storage -->\n", report, StringComparison.Ordinal);
        Assert.All(
            ["### S3: direct", "### S3: 30 ms, 50 MB/s per connection", "| pg_dump -Fc \\| aws s3 cp - |", "| aws s3 cp - \\| pg_restore |", "### S3: memory", "| 0.004 |"],
            part => Assert.Contains(part, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Measures_for_how_long_clients_are_out()
    {
        await TestServer.GetAsync();
        using var output = new TemporaryFolder();
        var options = BenchmarkOptions.Parse(["--downtime", "--server=embedded", "--runs=1", "--scale=0.25", $"--output={output.Path}"]);

        var succeeded = await new Benchmark(options).RunAsync(TestContext.Current.CancellationToken);

        var report = await File.ReadAllTextAsync(output["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.True(succeeded, report);
        Assert.Contains("### Downtime: embedded", report, StringComparison.Ordinal);
        Assert.Matches(@"\| a swap: .* \| 5 \| \d+ ms \|", report);
        Assert.Matches(@"\| a client: .* \| \d+ \| \d+ ms \|", report);
    }

    [Fact]
    public async Task Measures_machines_that_have_no_server()
    {
        Soak.Require();
        await TestServer.GetAsync();
        await S3Server.GetAsync();
        using var output = new TemporaryFolder();
        var options = BenchmarkOptions.Parse(["--images", "--data=small", "--runs=1", $"--output={output.Path}"]);

        var succeeded = await new Benchmark(options).RunAsync(TestContext.Current.CancellationToken);

        var report = await File.ReadAllTextAsync(output["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.True(succeeded, report);
        Assert.All(
            ["### Cold agents: small", "| PgClone, an image in a folder |", "| PgClone, an image in S3 |", "| PgClone, the dump in S3 |", "| initdb, pg_restore -j2 from a folder |", "| initdb, aws s3 cp, pg_restore -j2 |"],
            part => Assert.Contains(part, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_fails_is_named_in_the_report()
    {
        await TestServer.GetAsync();
        using var output = new TemporaryFolder();
        // More rows than a series can count.
        var options = BenchmarkOptions.Parse(["--data=skewed", "--server=embedded", "--scale=1000000", $"--output={output.Path}"]);

        var succeeded = await new Benchmark(options).RunAsync(TestContext.Current.CancellationToken);

        var report = await File.ReadAllTextAsync(output["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.False(succeeded);
        Assert.Contains("**Not measured: skewed, embedded.** ", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Quick_measures_every_data_set_and_leaves_the_report_alone()
    {
        var options = BenchmarkOptions.Parse(["--quick", "--runs=1"]);

        Assert.Equal(DataSet.All, options.DataSets);
        Assert.Equal([ServerKind.Embedded], options.Servers);
        Assert.Equal((0.05, 1, Path.Combine("artifacts", "bench")), (options.Scale, options.Runs, options.Output));
    }

    [Theory]
    [InlineData("--speed=9")]
    [InlineData("--data=huge")]
    [InlineData("--server=")]
    public void Refuses_what_it_does_not_know(string argument) => Assert.Throws<ArgumentException>(() => BenchmarkOptions.Parse([argument]));
}
