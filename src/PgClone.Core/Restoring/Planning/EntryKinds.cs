using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>Tells an entry's kind.</summary>
internal static class EntryKinds
{
    public static EntryKind KindOf(TocEntry entry) => entry.Type switch
    {
        _ when entry.HasData => EntryKind.Data,
        "ACL" or "ACL LANGUAGE" or "DEFAULT ACL" => EntryKind.Acl,
        "EVENT TRIGGER" => EntryKind.EventTrigger,
        "COMMENT" or "SECURITY LABEL" => entry.Tag.StartsWith("EVENT TRIGGER ", StringComparison.Ordinal) ? EntryKind.EventTrigger : EntryKind.Remark,
        "MATERIALIZED VIEW DATA" => EntryKind.Refresh,
        "STATISTICS DATA" when entry.Section == ArchiveSection.Data => EntryKind.TableStatistics,
        "STATISTICS DATA" or "EXTENDED STATISTICS DATA" => EntryKind.OtherStatistics,
        "INDEX" or "CONSTRAINT" => EntryKind.Index,
        // Whatever section a damaged entry names: these would act on the rows that come in.
        "FK CONSTRAINT" or "TRIGGER" or "RULE" or "POLICY" or "ROW SECURITY" => EntryKind.PostData,
        _ => entry.Section switch
        {
            ArchiveSection.Data => EntryKind.Data,
            ArchiveSection.PostData => EntryKind.PostData,
            _ => EntryKind.PreData,
        },
    };
}
