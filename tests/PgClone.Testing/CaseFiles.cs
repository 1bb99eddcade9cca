namespace PgClone.Testing;

/// <summary>Small inputs, each from a kind of trouble that people have: SQL, and archives that only another pg_dump can write.</summary>
public static class CaseFiles
{
    /// <summary>The path of one.</summary>
    public static string PathOf(string name) => Path.Combine(RepositoryPaths.Root, "tests", "PgClone.Core.Tests", "Cases", name);
}
