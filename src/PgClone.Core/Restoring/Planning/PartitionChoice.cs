using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>
/// Partitions that can be chosen only together. Where rows go through a partitioned table, the server decides which partition each goes into: were
/// some left out, the others would get their rows, or lack some of their own.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="families">Its tables.</param>
/// <param name="isLeftOut">Tells what is not restored.</param>
internal sealed class PartitionChoice(Archive archive, TableFamilies families, Func<TocEntry, bool> isLeftOut)
{
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: some of them are chosen, and others are not.</exception>
    public void Check()
    {
        var rows = archive.Entries.Where(e => e.Type == "TABLE DATA").ToList();
        var withoutRows = rows.Where(isLeftOut).SelectMany(families.RelationsOf).ToHashSet();
        var shared = rows.Where(e => !isLeftOut(e)).SelectMany(TablesThatDealOut).DistinctBy(table => table.DumpId);
        foreach (var root in shared)
        {
            var members = families.TableWithDescendants(root.DumpId).ToLookup(member => isLeftOut(member) || withoutRows.Contains(member.DumpId));
            if (members[true].Any()) throw InPart(root, members, withoutRows);
        }
    }

    /// <summary>The tables between an entry's own and the one that its rows go through, as far as they may deal them out otherwise than where they were dumped.</summary>
    private IEnumerable<TocEntry> TablesThatDealOut(TocEntry data)
    {
        if (PartitionRoot.Of(data) is not { } root || families.RelationsOf(data).FirstOrDefault() is not (not 0 and var table)) return [];

        var above = families.PartitionedAbove(table).ToList();
        return above.Take(above.FindIndex(level => ArchiveTables.NameOf(level) == root) + 1)
            .Where(level => !PartitionKey.IsSameEverywhere(level, archive.StandardConformingStrings));
    }

    private PgCloneException InPart(TocEntry root, ILookup<bool, TocEntry> members, HashSet<int> withoutRows)
    {
        var leftOut = members[true].Select(member => isLeftOut(member) ? member.DisplayName() : $"the rows of {member.DisplayName()}");
        return new PgCloneException(
            ErrorCode.InvalidOption,
            $"{root.DisplayName()} can't be restored in part.",
            archive.Name,
            $"The server decides which of its partitions a row goes into, and may decide otherwise than the one that was dumped. "
                + $"Chosen: {NameList.Join(members[false].Where(member => member != root).Select(member => member.DisplayName()))}. Left out: {NameList.Join(leftOut)}.",
            $"Include or exclude {root.DisplayName()} as a whole.");
    }
}
