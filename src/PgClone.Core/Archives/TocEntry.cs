namespace PgClone.Archives;

/// <summary>One entry of an archive's table of contents: an object, its rows, or a property of either. Names are unquoted.</summary>
public sealed record TocEntry
{
    /// <summary>The entry's number, unique in its archive. The entries' order is the restore order; this number is not.</summary>
    public required int DumpId { get; init; }

    /// <summary>Whether a data block belongs to the entry.</summary>
    public required bool HasData { get; init; }

    /// <summary>The OID of the catalog that the object was in; 0 for entries that stand for no object.</summary>
    public required uint TableOid { get; init; }

    /// <summary>The object's OID in the database that was dumped.</summary>
    public required uint Oid { get; init; }

    /// <summary>The object's name; compound for some types: <c>table constraint</c>, <c>function(integer)</c>, <c>COLUMN table.column</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>What it is, in pg_dump's words: <c>TABLE</c>, <c>TABLE DATA</c>, <c>FK CONSTRAINT</c>...</summary>
    public required string Type { get; init; }

    /// <summary>The section.</summary>
    public required ArchiveSection Section { get; init; }

    /// <summary>The SQL that makes the object: any number of statements, perhaps only a comment. Null where there is none.</summary>
    public string? Definition { get; init; }

    /// <summary>The SQL that drops the object. Null or empty for what goes with something else.</summary>
    public string? DropStatement { get; init; }

    /// <summary>The <c>COPY ... FROM stdin</c> that takes the data block. Null in a data entry means that the block holds INSERT statements.</summary>
    public string? CopyStatement { get; init; }

    /// <summary>The schema, or null or empty.</summary>
    public string? Namespace { get; init; }

    /// <summary>The tablespace; empty means the database's default, null that it does not apply.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The table access method, or null. Not recorded before version 1.14.</summary>
    public string? TableAccessMethod { get; init; }

    /// <summary>pg_class.relkind (<c>r</c>, <c>p</c>, <c>v</c>, <c>m</c>, <c>f</c>), or <c>'\0'</c> if unknown: always so before version 1.16.</summary>
    public char RelationKind { get; init; }

    /// <summary>The owning role, or null or empty.</summary>
    public string? Owner { get; init; }

    /// <summary>Dump ids of what has to be there first. Duplicates occur, and ids that the archive does not hold.</summary>
    public required IReadOnlyList<int> Dependencies { get; init; }

    /// <summary>Where the data block begins, or null: no block, or pg_dump could not write its place down (it wrote to a pipe).</summary>
    public long? Offset { get; init; }
}
