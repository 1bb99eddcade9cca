using System.Diagnostics;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Testing;

namespace PgClone.Pooling;

/// <summary>Several processes that take clones of one template, at once and one after the other.</summary>
[Collection("Templates")]
public sealed class PoolProcessTests(CloneStore store) : IClassFixture<CloneStore>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "On earlier servers clones are not handed on.");
        await ClonePools.CloseAsync();
        // Only the other processes make clones ahead.
        await (await store.MakeAsync(TemplateUse.On, options => options.ReadyClones = 0)).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await store.DropTemplatesAsync();
        await OrphanReaper.ReapAsync(store.Server, cancellationToken: CancellationToken.None);
        _folder.Dispose();
    }

    [Fact]
    public async Task Three_at_once_get_clones_of_their_own_and_leave_nothing_but_ready_ones()
    {
        var before = await ListAsync();
        var reports = Enumerable.Range(0, 3).Select(i => _folder[$"clones-{i}"]).ToList();

        await Task.WhenAll(reports.Select(report => RunAsync(PoolProcess.Start(store, 6, report))));

        var names = reports.SelectMany(File.ReadAllLines).ToList();
        Assert.Equal(3 * (1 + 6), names.Distinct().Count());
        var left = (await ListAsync()).Except(before).ToList();
        Assert.All(left, database => Assert.Equal(DatabaseMarker.Ready, database.Role));
        Assert.InRange(left.Count, 1, 9);
        Assert.Empty(left.Select(database => database.Name).Intersect(names));
    }

    [Fact]
    public async Task What_a_killed_one_made_ahead_the_next_one_takes_over_and_what_it_used_is_dropped()
    {
        var before = (await ListAsync()).Select(database => database.Name).ToList();
        using var killed = PoolProcess.Start(store, 3, _folder["killed"], stays: true);
        while (!File.Exists(_folder["killed"]) || File.ReadAllLines(_folder["killed"]).Length < 1 + 3 || (await ListAsync()).All(database => database.Role != DatabaseMarker.Ready || before.Contains(database.Name)))
        {
            Assert.False(killed.HasExited);
            await Task.Delay(50, Token);
        }

        killed.Kill();
        await killed.WaitForExitAsync(Token);
        var ready = (await ListAsync()).Where(database => database.Role == DatabaseMarker.Ready).Select(database => database.Name).ToList();
        await RunAsync(PoolProcess.Start(store, 2, _folder["next"]));

        var used = File.ReadAllLines(_folder["killed"]);
        var next = File.ReadAllLines(_folder["next"]);
        Assert.NotEmpty(next.Intersect(ready));
        Assert.Empty(next.Intersect(used));
        Assert.All(used, name => Assert.DoesNotContain(name, ready));
        await OrphanReaper.ReapAsync(store.Server, cancellationToken: Token);
        Assert.All((await ListAsync()).Where(database => !before.Contains(database.Name)), database => Assert.Equal(DatabaseMarker.Ready, database.Role));
    }

    private static async Task RunAsync(Process process)
    {
        using var _ = process;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, output);
    }

    /// <summary>What PgClone made on the server, templates apart.</summary>
    private static async Task<IReadOnlyList<(string Name, string? Role)>> ListAsync()
    {
        await using var connection = await (await TestServer.GetAsync()).OpenMaintenanceAsync(Token);
        var databases = await Sql.SqlExtensions.QueryAsync(
            connection, @"SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'pgclone\_%' AND NOT datname LIKE 'pgclone\_template\_%'",
            [], row => (row.GetString(0), DatabaseMarker.Parse(row.IsDBNull(1) ? null : row.GetString(1))?.Role), Token);
        return databases;
    }
}
