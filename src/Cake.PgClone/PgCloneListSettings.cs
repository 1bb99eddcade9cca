namespace Cake.PgClone;

/// <summary>What <c>PgCloneList</c> is asked for.</summary>
public sealed class PgCloneListSettings : PgCloneStoreSettings
{
    /// <summary>Only the dumps of this database.</summary>
    public string? Database { get; set; }
}
