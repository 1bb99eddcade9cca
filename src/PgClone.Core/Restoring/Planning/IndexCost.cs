using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>Guesses what an index or constraint costs, next to the loading of its table's rows.</summary>
internal static class IndexCost
{
    private static readonly (string Method, int Percent)[] Methods =
        [(" USING gin ", 400), (" USING gist ", 600), (" USING spgist ", 200), (" USING brin ", 5), (" USING hash ", 60)];

    private const int OtherMethods = 40;

    /// <summary>Whether an index, or a constraint that is one, is built by sorting its keys: as a b-tree.</summary>
    public static bool IsSort(TocEntry index) => PercentOf(index) == OtherMethods;

    /// <param name="entry">The entry.</param>
    /// <param name="bytes">The length of the data blocks that its tables have.</param>
    public static long Of(TocEntry entry, long bytes) => bytes * PercentOf(entry) / 100;

    private static int PercentOf(TocEntry entry)
    {
        var percent = Array.Find(Methods, method => entry.Definition?.Contains(method.Method, StringComparison.Ordinal) == true).Percent;
        return percent == 0 ? OtherMethods : percent;
    }
}
