namespace PgClone.Databases;

/// <summary>A database on the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on disk, or null where the user may not ask.</param>
public sealed record LocalDatabase(string Name, long? Bytes)
{
    /// <summary>What PgClone made it for: <c>copy</c>, <c>previous</c>, <c>current</c>, <c>kept</c> (a hook failed on it); null where PgClone did not make it.</summary>
    public string? Role { get; init; }

    /// <summary>The database that it is a copy of, or was kept for.</summary>
    public string? Of { get; init; }

    /// <summary>The dump that it came from, where that is known.</summary>
    public string? DumpKey { get; init; }

    /// <summary>When it was made, where PgClone made it.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How a restore names it: <c>:name</c>, <c>:previous</c> or <c>:current</c>.</summary>
    public string Reference => ":" + (Role is DatabaseMarker.Previous or DatabaseMarker.Current ? Role : Name);
}
