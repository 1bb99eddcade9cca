namespace PgClone.Restoring.Planning;

/// <summary>Puts small tables together: with them it is not rows that take time but round trips, and sessions that learn of each other's work.</summary>
internal static class SmallTables
{
    /// <summary>How many entries one task takes at most, so that there is work for every connection.</summary>
    public const int MostEntries = 32;

    private const long SmallBlock = 64 * 1024;
    private const long MostBytes = 8 * SmallBlock;

    /// <summary>Large tables alone, small ones in groups; the tables' order stays.</summary>
    public static IEnumerable<IReadOnlyList<TableLoad>> GroupInOrder(IEnumerable<TableLoad> loads) =>
        Runs.Of(loads, load => load.Block.Length > SmallBlock).SelectMany(Group);

    /// <summary>Large tables alone, small ones in groups.</summary>
    public static IEnumerable<IReadOnlyList<TableLoad>> Group(IEnumerable<TableLoad> loads)
    {
        List<TableLoad> group = [];
        foreach (var load in loads)
        {
            if (load.Block.Length > SmallBlock)
            {
                yield return [load];
                continue;
            }

            group.Add(load);
            if (group.Count < MostEntries && group.Sum(member => member.Block.Length) < MostBytes) continue;
            yield return group;
            group = [];
        }

        if (group.Count > 0) yield return group;
    }
}
