namespace Cake.PgClone;

/// <summary>What <c>PgCloneCopy</c> is asked for.</summary>
public sealed class PgCloneCopySettings : PgCloneSettings
{
    /// <summary>The copy's name; the colon that restores need before it is optional.</summary>
    public string? Name { get; set; }

    /// <summary>The database to copy.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }

    /// <summary>True replaces a copy of that name; what PgClone did not make is never replaced.</summary>
    public bool Replace { get; set; }

    /// <summary>True ends the sessions on the database that is copied. PostgreSQL copies none that is in use.</summary>
    public bool EndSessions { get; set; }

    /// <summary>True copies nothing, and only says what it would cost.</summary>
    public bool DryRun { get; set; }
}
