namespace PgClone.Benchmarks.Results;

public sealed class BenchmarkResultsTests
{
    [Fact]
    public void A_newer_comparison_takes_the_place_of_an_earlier_one()
    {
        var results = Measured.Nothing.With(Measured.Comparison("many", "durable", 1)).With(Measured.Comparison("mixed", "durable", 1));

        var renewed = results.With(Measured.Comparison("many", "embedded", 1)).With(Measured.Comparison("many", "durable", 3));

        Assert.Equal([("mixed", "durable"), ("many", "embedded"), ("many", "durable")], renewed.Comparisons.Select(c => (c.DataSet, c.Server)));
        Assert.Equal(3, renewed.Comparisons[2].Contenders[1].RatioTo(renewed.Comparisons[2].Contenders[0]));
    }

    [Fact]
    public void A_ratio_is_the_median_of_the_ratios_within_each_round()
    {
        var comparison = Measured.Comparison("mixed", "embedded", 5, 1.5, 1);

        var ratio = comparison.Contenders[1].RatioTo(comparison.Contenders[0]);

        Assert.Equal(1.5, ratio);
    }
}
