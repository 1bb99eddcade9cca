namespace PgClone.Testcontainers;

/// <summary>What tests ask of a database.</summary>
internal static class Queries
{
    public static async Task<object?> ScalarAsync(this PgCloneDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
