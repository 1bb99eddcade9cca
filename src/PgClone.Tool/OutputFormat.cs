namespace PgClone.Tool;

/// <summary>How results are written to stdout.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: one JSON value.</summary>
    Json,
}
