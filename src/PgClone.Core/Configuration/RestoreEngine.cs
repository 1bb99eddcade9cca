namespace PgClone.Configuration;

/// <summary>What restores.</summary>
public enum RestoreEngine
{
    /// <summary>PgClone itself.</summary>
    Native,

    /// <summary>An installed pg_restore: for archives that are too new for PgClone.</summary>
    PgRestore,
}
