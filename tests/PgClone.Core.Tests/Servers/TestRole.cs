using PgClone.Databases;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Servers;

/// <summary>A login role of one test.</summary>
internal sealed record TestRole(PostgresServer Server, string Name, string Password) : IAsyncDisposable
{
    public string QuotedName => PostgresIdentifier.Quote(Name);

    public string ConnectionString => new Npgsql.NpgsqlConnectionStringBuilder
    {
        Host = Server.Host, Port = Server.Port, Username = Name, Password = Password,
    }.ConnectionString;

    public static async Task<TestRole> CreateAsync(string password = "p", string attributes = "")
    {
        var role = new TestRole(await TestServer.GetAsync(), TestServer.UniqueName(), password);
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {role.QuotedName} LOGIN {attributes} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");
        return role;
    }

    public async ValueTask DisposeAsync() => await TestServer.ExecuteAsync("postgres", $"DROP ROLE IF EXISTS {QuotedName}");
}
