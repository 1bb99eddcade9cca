using PgClone.Testing;

namespace PgClone.Restoring.Comparing;

/// <summary>
/// Compares two databases that were restored from one archive. What pg_dump says of them is not enough: it is blind to stored generated columns,
/// to the rows of materialized views and to the contents of indexes.
/// </summary>
internal static class DatabaseComparison
{
    /// <summary>Fails the test where our database differs from stock's, or has an index that does not find its table's rows.</summary>
    public static async Task AssertEqualAsync(TestDatabase stock, TestDatabase ours, params string[] dumpArguments)
    {
        var expected = await PlainDump.LinesOfAsync(stock, dumpArguments);
        var actual = await PlainDump.LinesOfAsync(ours, dumpArguments);
        Assert.Equal([], expected.Except(actual));
        Assert.Equal([], actual.Except(expected));
        Assert.Equal(expected, actual);

        Assert.Equal(await TableContent.LinesOfAsync(stock), await TableContent.LinesOfAsync(ours));

        var indexes = await IndexContent.CheckAsync(ours);
        Assert.Equal([], indexes.Faults);
        Assert.Equal([], indexes.Errors);
        Assert.Equal((await IndexContent.CheckAsync(stock)).Untried, indexes.Untried);
    }
}
