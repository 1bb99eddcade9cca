using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using Xunit;

namespace PgClone.Testing;

/// <summary>The test server in another language.</summary>
public static class TestLanguage
{
    /// <summary>The same database by connections to which the server speaks German. Skips the test where it can't.</summary>
    public static async Task<TestDatabase> InGermanAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c lc_messages=de_DE.UTF-8" };
        try
        {
            var server = await PostgresServer.ConnectAsync(connection.ConnectionString, cancellationToken: TestContext.Current.CancellationToken);
            await using var session = await server.OpenAsync(database.Name, TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1 / 0", session);
            var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            Assert.SkipUnless(error.MessageText == "Division durch Null", "The server has no German messages.");
            return database with { Server = server };
        }
        catch (PgCloneException e)
        {
            Assert.Skip($"The server can't speak German, for want of the locale (build/install-for-tests.sh): {e.Message}");
            throw;
        }
    }
}
