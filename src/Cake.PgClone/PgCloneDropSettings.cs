namespace Cake.PgClone;

/// <summary>What <c>PgCloneDrop</c> is asked for.</summary>
public sealed class PgCloneDropSettings : PgCloneSettings
{
    /// <summary>The copy's name; the colon that restores need before it is optional.</summary>
    public string? Name { get; set; }

    /// <summary>The database whose server the copy is on: it matters where <c>pgclone.json</c> names several.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }
}
