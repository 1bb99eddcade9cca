using PgClone.Archives;

namespace PgClone.Configuration.Options;

/// <summary>Sections of an archive that a restore can do without.</summary>
internal sealed class SectionsKind : ListKind<ArchiveSection>
{
    private const string Data = "data";
    private const string PostData = "post-data";

    public override string Expected => $"{Data} or {PostData} (a restore always goes into a new database, so the section pre-data can't be skipped)";

    public override string Placeholder => $"{Data}|{PostData}";

    public override IReadOnlyList<string> Words => [Data, PostData];

    protected override bool TryParseItem(string word, out ArchiveSection item)
    {
        item = word switch
        {
            Data => ArchiveSection.Data,
            PostData => ArchiveSection.PostData,
            _ => ArchiveSection.None,
        };
        return item != ArchiveSection.None;
    }
}
