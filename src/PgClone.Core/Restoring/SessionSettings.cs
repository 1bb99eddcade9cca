namespace PgClone.Restoring;

/// <summary>The settings that an entry's SQL relies on. Null: any value will do.</summary>
/// <param name="SearchPath">The schema to look in: for archives whose SQL doesn't qualify its names (before version 1.13).</param>
/// <param name="Tablespace">The default tablespace; empty is the database's own.</param>
/// <param name="TableAccessMethod">The default table access method.</param>
internal readonly record struct SessionSettings(string? SearchPath, string? Tablespace, string? TableAccessMethod);
