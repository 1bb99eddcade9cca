namespace PgClone.Restoring;

/// <summary>What restores.</summary>
internal enum RestoreEngine
{
    /// <summary>PgClone itself.</summary>
    Native,

    /// <summary>An installed pg_restore.</summary>
    PgRestore,
}
