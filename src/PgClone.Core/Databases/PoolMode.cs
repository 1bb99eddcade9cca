namespace PgClone.Databases;

/// <summary>How long a connection keeps one session of the server.</summary>
internal enum PoolMode
{
    /// <summary>To its end: no pooler is between.</summary>
    None,

    /// <summary>To its end, lent by a pooler.</summary>
    Session,

    /// <summary>For a transaction.</summary>
    Transaction,

    /// <summary>For a statement: there are no transactions.</summary>
    Statement,
}
