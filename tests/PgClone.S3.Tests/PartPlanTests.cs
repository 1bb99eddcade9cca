namespace PgClone.S3;

public sealed class PartPlanTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void As_many_parts_as_there_may_be_hold_the_largest_object_that_there_may_be()
    {
        var sizes = Enumerable.Range(1, PartPlan.MostParts).Select(PartPlan.SizeOf).ToList();

        Assert.True(sizes.Sum(size => (long)size) >= 5 * Megabyte * Megabyte);
        Assert.All(sizes, size => Assert.InRange(size, 5 * Megabyte, 2000 * Megabyte));
    }

    [Fact]
    public void Parts_in_memory_stay_few_and_small_for_ordinary_dumps() =>
        Assert.All(Enumerable.Range(1, 1000), number => Assert.InRange((PartPlan.AtOnce(number) + 2L) * PartPlan.SizeOf(number), 1, 64 * Megabyte));
}
