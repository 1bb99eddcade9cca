namespace PgClone;

/// <summary>What a local copy is made of. Null means: as the settings say.</summary>
public sealed record CopyOptions
{
    /// <summary>The copy's name; the colon that restores need before it is optional.</summary>
    public required string Name { get; init; }

    /// <summary>The database to copy; default: the settings' database.</summary>
    public string? Database { get; init; }

    /// <summary>The server, as an Npgsql connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>True replaces a copy of that name, which PgClone made; anything else of that name is never replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>True ends the sessions on the database that is copied. PostgreSQL copies none that is in use.</summary>
    public bool EndSessions { get; init; }

    /// <summary>True copies nothing, and only says what it would cost.</summary>
    public bool DryRun { get; init; }

    /// <summary>The name alone: what has a connection string among its members never prints it.</summary>
    public override string ToString() => nameof(CopyOptions);
}
