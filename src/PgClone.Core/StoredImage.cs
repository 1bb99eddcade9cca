namespace PgClone;

/// <summary>An image in a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DumpKey">The dump that is in it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Bytes">The size of the archive.</param>
/// <param name="Platform">The operating system and processor that it is for, such as <c>linux-x64</c>.</param>
/// <param name="PostgresVersion">The PostgreSQL version that it is for.</param>
public sealed record StoredImage(string Name, string DumpKey, DateTimeOffset Created, long Bytes, string Platform, string PostgresVersion);
