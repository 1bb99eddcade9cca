using PgClone.Testing;

namespace PgClone.Tool;

internal static class Leftovers
{
    /// <summary>Fails the test where a temporary database names this target in its comment.</summary>
    public static async Task AssertNothingLeftAsync(this TestDatabase target) =>
        Assert.Equal(0L, await target.ScalarAsync(
            $"SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"{target.Name}\"%'"));
}
