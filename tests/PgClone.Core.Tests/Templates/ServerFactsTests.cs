using PgClone.Testing;

namespace PgClone.Templates;

public sealed class ServerFactsTests
{
    [Fact]
    public async Task Only_roles_and_tablespaces_that_are_named_and_there_count()
    {
        var none = await ReadAsync([], []);

        Assert.Equal(none, await ReadAsync(["no such role"], ["no such tablespace"]));
        Assert.NotEqual(none, await ReadAsync(["pg_monitor"], []));
        Assert.NotEqual(none, await ReadAsync([], ["pg_global"]));
    }

    private static async Task<string?> ReadAsync(string[] roles, string[] tablespaces) =>
        await ServerFacts.ReadAsync(await TestServer.GetAsync(), roles, tablespaces, unlessSaid: true, TestContext.Current.CancellationToken);
}
