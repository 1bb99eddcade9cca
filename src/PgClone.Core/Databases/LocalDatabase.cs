namespace PgClone.Databases;

/// <summary>A database on the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on disk, or null where the user may not ask.</param>
public sealed record LocalDatabase(string Name, long? Bytes);
