using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Databases;

/// <summary>On a server where nobody else reaps.</summary>
public sealed class OrphanPlanTests(OrphanPlanTests.QuietServer quiet) : IClassFixture<OrphanPlanTests.QuietServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_beforehand_just_what_is_dropped()
    {
        var orphan = await CreateAsync(OwnServer.Owner);
        var held = await CreateAsync(OwnServer.Owner);
        await CreateAsync("postgres");
        await using var holder = await quiet.Server.OpenMaintenanceAsync(Token);
        Assert.True(await AdvisoryLock.TryTakeAsync(holder, AdvisoryLock.KeyOfTemporary(held), Token));
        var server = await PostgresServer.ConnectAsync(quiet.OwnersConnection, cancellationToken: Token);

        var found = await OrphanReaper.FindAsync(server, Token);
        var isThere = await quiet.ScalarAsync("postgres", $"SELECT 1 FROM pg_database WHERE datname = '{orphan}'") is 1;
        var reaped = await OrphanReaper.ReapAsync(server, Token);

        Assert.Equal([orphan], found);
        Assert.True(isThere);
        Assert.Equal(found, reaped);
    }

    private async Task<string> CreateAsync(string owner)
    {
        var name = DatabaseName.MakeUnique("app");
        // No process has the highest number that there can be.
        var comment = (DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null) with { ProcessId = int.MaxValue }).ToComment();
        await quiet.ExecuteAsync("postgres", $"CREATE DATABASE {name} OWNER \"{owner}\"");
        await quiet.ExecuteAsync("postgres", $"COMMENT ON DATABASE {name} IS '{comment}'");
        return name;
    }

    public sealed class QuietServer() : OwnServer(new Dictionary<string, string>());
}
