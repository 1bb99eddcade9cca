using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>
/// The head of a dump without what a selection leaves out, and without all that can't be without that: just what a restore with the same selection would
/// leave out. pg_dump's own choice of tables leaves foreign keys, views and functions behind that nothing can restore, or leaves out the schemas and types that tables need.
/// </summary>
/// <param name="Head">The header and table of contents.</param>
/// <param name="RowsToLeaveOut">Tables whose rows pg_dump is about to write and must not: it has to be started again.</param>
/// <param name="Notices">What is to be said of the entries that are left out.</param>
internal sealed record SelectedHead(ArchiveHead Head, IReadOnlyList<TableName> RowsToLeaveOut, IReadOnlyList<string> Notices)
{
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a pattern matches nothing, or what is selected can't be had like that.</exception>
    public static async Task<SelectedHead> TakeAsync(ArchiveHead head, RestorePlanOptions selected, CancellationToken cancellationToken)
    {
        if (selected.Selection.IsEverything) return new SelectedHead(head, [], []);

        var families = new TableFamilies(head.Archive);
        var leftOut = new LeftOut(head.Archive, families, selected, schedulers: []);
        var skipped = head.Archive.Entries
            .Select(entry => (Entry: entry, Reason: leftOut.ReasonFor(entry)))
            .Where(skipped => skipped.Reason is not null)
            .Select(skipped => new SkippedEntry(skipped.Entry, skipped.Reason!))
            .ToList();
        var rows = skipped.Where(one => one.Entry.HasData).Select(one => ArchiveTables.NameOf(one.Entry)).ToList();
        if (rows.Count > 0) return new SelectedHead(head, rows, []);

        var kept = await head.WithoutAsync(skipped.Select(one => one.Entry.DumpId).ToHashSet(), cancellationToken).ConfigureAwait(false);
        return new SelectedHead(kept, [], [.. SkipNotices.For(skipped, families, "dumped")]);
    }
}
