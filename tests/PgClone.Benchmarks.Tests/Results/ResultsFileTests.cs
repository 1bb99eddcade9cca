namespace PgClone.Benchmarks.Results;

public sealed class ResultsFileTests
{
    [Fact]
    public async Task Figures_stay_for_the_next_run_on_the_same_machine_only()
    {
        using var folder = new TemporaryFolder();
        var file = new ResultsFile(folder.Path, "figures.json");
        await file.WriteAsync(Measured.Nothing.With(Measured.Comparison("mixed", "durable", 2)), TestContext.Current.CancellationToken);

        var same = await file.ReadAsync(Measured.Machine, TestContext.Current.CancellationToken);
        var other = await file.ReadAsync(Measured.Machine with { Processors = 64 }, TestContext.Current.CancellationToken);

        Assert.Equal(Measured.Comparison("mixed", "durable", 2).Contenders[1].Rounds, Assert.Single(same.Comparisons).Contenders[1].Rounds);
        Assert.Empty(other.Comparisons);
    }
}
