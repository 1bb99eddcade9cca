using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Parses header and table of contents from wherever a <see cref="HeadReader"/> gets its bytes.</summary>
internal sealed class HeadParser(HeadReader reader)
{
    private readonly List<EntryPlace> _places = [];
    private string? _encodingName;
    private bool _standardConformingStrings = true;
    private string? _searchPathSql;

    /// <summary>Where each entry is written, in their order.</summary>
    public IReadOnlyList<EntryPlace> Places => _places;

    /// <summary>Parses up to the first data block; the reader's position is there then.</summary>
    public async Task<Archive> ParseAsync(CancellationToken cancellationToken)
    {
        await CheckMagicAsync(cancellationToken).ConfigureAwait(false);
        var header = await reader.ParseAsync(HeaderParser.Parse, "the header", cancellationToken).ConfigureAwait(false);

        var entries = new List<TocEntry>();
        var dumpIds = new HashSet<int>();
        while (entries.Count < header.EntryCount)
        {
            var start = reader.Position;
            var what = $"the table of contents, entry {entries.Count + 1} of {header.EntryCount}";
            var entry = await reader.ParseAsync(r => ParseEntry(r, header), what, cancellationToken).ConfigureAwait(false);
            if (!dumpIds.Add(entry.DumpId)) throw reader.Corrupt($"Two entries have the dump id {entry.DumpId}.");

            entries.Add(entry);
            _places.Add(new EntryPlace(entry.DumpId, entry.HasData, start, reader.Position));
            Heed(entry);
        }

        return new Archive
        {
            Name = reader.Name,
            Header = header with { Database = Redecode(header.Database) },
            Entries = entries,
            EncodingName = _encodingName ?? "SQL_ASCII",
            StandardConformingStrings = _standardConformingStrings,
            SearchPathSql = _searchPathSql,
            DataStart = reader.Position,
            HeadSha256 = Convert.ToHexStringLower(SHA256.HashData(reader.Bytes.Span[..reader.Position])),
        };
    }

    private async ValueTask CheckMagicAsync(CancellationToken cancellationToken)
    {
        await reader.GrowAsync(cancellationToken).ConfigureAwait(false);
        var start = reader.Bytes.Span;
        var magic = HeaderParser.Magic;
        if (start.StartsWith(magic)) return;
        if (!start.IsEmpty && magic.StartsWith(start)) throw ArchiveFailure.Truncated(reader.Name, start.Length, "the header");

        throw ForeignFormat.Refuse(start[..Math.Min(start.Length, 1024)], reader.Name);
    }

    private static TocEntry ParseEntry(HeadReader reader, ArchiveHeader header)
    {
        var entry = new TocEntry
        {
            DumpId = ParseDumpId(reader),
            HasData = reader.ReadInt() != 0,
            TableOid = ParseOid(reader),
            Oid = ParseOid(reader),
            Tag = reader.ReadRequiredText(),
            Type = reader.ReadRequiredText(),
            Section = ParseSection(reader),
            Definition = reader.ReadText(),
            DropStatement = reader.ReadText(),
            CopyStatement = reader.ReadText(),
            Namespace = reader.ReadText(),
            Tablespace = reader.ReadText(),
            TableAccessMethod = header.Version >= ArchiveVersion.WithTableAccessMethod ? reader.ReadText() : null,
            RelationKind = header.Version >= ArchiveVersion.WithRelationKind ? ParseRelationKind(reader) : '\0',
            Owner = reader.ReadText(),
            Dependencies = ParseDependencies(reader),
        };
        return entry with { Offset = ParseOffset(reader, entry.HasData) };
    }

    private static int ParseDumpId(HeadReader reader)
    {
        var dumpId = reader.ReadInt();
        return dumpId > 0 ? dumpId : throw reader.Corrupt($"{dumpId} is not a dump id.");
    }

    private static uint ParseOid(HeadReader reader)
    {
        var text = reader.ReadRequiredText();
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : throw reader.Corrupt("An OID is not a number.");
    }

    private static ArchiveSection ParseSection(HeadReader reader)
    {
        var section = (ArchiveSection)reader.ReadInt();
        return Enum.IsDefined(section) ? section : throw reader.Corrupt($"There is no section {(int)section}.");
    }

    private static char ParseRelationKind(HeadReader reader)
    {
        var kind = reader.ReadInt();
        return kind is >= 0 and < 128 ? (char)kind : throw reader.Corrupt($"{kind} is not a kind of relation.");
    }

    private static List<int> ParseDependencies(HeadReader reader)
    {
        // Whether the table was WITH OIDS, which no supported server has.
        reader.ReadRequiredText();

        var dependencies = new List<int>();
        while (reader.ReadText() is { } text)
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dumpId))
                throw reader.Corrupt("A dependency is not a number.");

            dependencies.Add(dumpId);
        }

        return dependencies;
    }

    private static long? ParseOffset(HeadReader reader, bool hasData)
    {
        var flag = (OffsetFlag)reader.ReadByte();
        var offset = reader.ReadOffset();
        if (!Enum.IsDefined(flag)) throw reader.Corrupt($"There is no offset flag {(int)flag}.");
        if (hasData == (flag == OffsetFlag.NoData)) throw reader.Corrupt("An entry contradicts itself about having data.");
        if (flag != OffsetFlag.Known) return null;

        return offset <= long.MaxValue ? (long)offset : throw reader.Corrupt($"{offset} is not a position in a file.");
    }

    /// <summary>The first entries stand for no objects but tell how to read and restore the others.</summary>
    private void Heed(TocEntry entry)
    {
        switch (entry.Type)
        {
            case "ENCODING":
                _encodingName = Quoted(entry);
                reader.Encoding = PostgresEncoding.Get(_encodingName, reader.Name);
                break;
            case "STDSTRINGS":
                _standardConformingStrings = Quoted(entry) switch
                {
                    "on" => true,
                    "off" => false,
                    _ => throw CannotUnderstand(entry),
                };
                break;
            case "SEARCHPATH":
                _searchPathSql = entry.Definition;
                break;
        }
    }

    private string Quoted(TocEntry entry) =>
        entry.Definition?.Split('\'') is [_, var value, _] ? value : throw CannotUnderstand(entry);

    private PgCloneException CannotUnderstand(TocEntry entry) => reader.Corrupt($"The {entry.Type} entry can't be understood.");

    /// <summary>The header comes before the encoding is known.</summary>
    private string Redecode(string text)
    {
        try
        {
            return reader.Encoding.GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            // The name is the connection's, not the archive's: pg_dump writes it as it was given on its command line.
            return text;
        }
    }
}
