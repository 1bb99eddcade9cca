namespace PgClone.Archives;

/// <summary>The part of a restore that a TOC entry belongs to.</summary>
public enum ArchiveSection
{
    /// <summary>That of the nearest entry before it: comments, privileges, security labels.</summary>
    None = 1,

    /// <summary>What has to exist before the rows: schemas, types, tables, functions.</summary>
    PreData = 2,

    /// <summary>Rows, large objects, sequence positions.</summary>
    Data = 3,

    /// <summary>What is built on the rows: indexes, constraints, triggers, rules.</summary>
    PostData = 4,
}
