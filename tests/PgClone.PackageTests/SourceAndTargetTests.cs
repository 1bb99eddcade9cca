using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>
/// What stands alone is the source of a restore, through every door; the target is what is called the database, else the one that was dumped.
/// A live database of the source's name is never touched where another target is named.
/// </summary>
public sealed class SourceAndTargetTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private TestDatabase _live = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _live = await TestServer.CreateDatabaseAsync(Store.Database);
        await _live.ExecuteAsync("CREATE TABLE precious ()");
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}" }""");
    }

    public override async ValueTask DisposeAsync()
    {
        await _live.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task In_the_tool()
    {
        var pgclone = Path.Combine(await InstallToolAsync(), "pgclone");

        (await RunAsync(pgclone, "restore", Store.Database, "--database", Target)).EnsureSuccess();
        await AssertOnlyTheTargetIsRestoredAsync();

        (await RunAsync(pgclone, "restore", Store.Database)).EnsureSuccess();
        await AssertTheLiveDatabaseIsReplacedAsync();
    }

    [Fact]
    public async Task In_Cake()
    {
        await RestoreCakeAsync();
        Write("build.cake", $$"""
            #addin nuget:?package=Cake.PgClone&version={{Feed.Version}}&prerelease

            Task("Delegate").Does(() => PgCloneRestore("{{Store.Database}}", settings => settings.Database = "{{Target}}"));
            Task("Object").Does(() =>
            {
                var settings = new PgCloneRestoreSettings { Database = "{{Target}}" };
                PgCloneRestore("{{Store.Database}}", settings);
                Information("as it was: {0}", settings.Source is null && settings.Database == "{{Target}}");
            });
            Task("Named").Does(() => PgCloneRestore(new PgCloneRestoreSettings { Source = "{{Store.Database}}", Database = "{{Target}}" }));
            Task("Alone").Does(() => PgCloneRestore("{{Store.Database}}"));
            RunTarget(Argument<string>("target"));
            """);

        foreach (var task in new[] { "Delegate", "Object", "Named" })
        {
            await TestServer.ExecuteAsync("postgres", $"""DROP DATABASE IF EXISTS "{Target}" WITH (FORCE)""");
            var run = (await RunAsync("dotnet", "cake", "--target=" + task)).EnsureSuccess();
            if (task == "Object") Assert.Contains("as it was: True", run.Output, StringComparison.Ordinal);
            await AssertOnlyTheTargetIsRestoredAsync();
        }

        (await RunAsync("dotnet", "cake", "--target=Alone")).EnsureSuccess();
        await AssertTheLiveDatabaseIsReplacedAsync();
    }

    [Fact]
    public async Task In_MSBuild()
    {
        WriteProject(FeedReference("PgClone.MSBuild"));

        (await RunAsync("dotnet", "build", "-t:PgCloneRestore", $"-p:PgCloneDumpKey={Store.Database}", $"-p:PgCloneDatabase={Target}")).EnsureSuccess();
        await AssertOnlyTheTargetIsRestoredAsync();

        (await RunAsync("dotnet", "build", "-t:PgCloneRestore", $"-p:PgCloneDumpKey={Store.Database}")).EnsureSuccess();
        await AssertTheLiveDatabaseIsReplacedAsync();
    }

    /// <summary>A fixture's database has a name of its own; the target is what its hooks are told.</summary>
    [Fact]
    public async Task In_a_fixture()
    {
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2"));
        Write("CustomerTests.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            public sealed class Shop : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options)
                {
                    options.Source = "{{Store.Database}}";
                    options.Database = "{{Target}}";
                }
            }

            public sealed class CustomerTests(Shop shop) : IClassFixture<Shop>
            {
                [Fact]
                public async Task Reads_rows()
                {
                    await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM customer");
                    Assert.Equal({{ShopStore.Rows}}L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }
            """);

        (await RunAsync("dotnet", "test", "--no-ansi")).EnsureSuccess();

        Assert.False(await TestServer.ExistsAsync(Target));
        Assert.NotNull(await PreciousAsync());
    }

    private async Task AssertOnlyTheTargetIsRestoredAsync()
    {
        await AssertIsRestoredAsync();
        Assert.NotNull(await PreciousAsync());
    }

    private async Task AssertTheLiveDatabaseIsReplacedAsync()
    {
        Assert.Null(await PreciousAsync());
        Assert.Equal((long)ShopStore.Rows, await _live.ScalarAsync("SELECT count(*) FROM customer"));
    }

    private Task<object?> PreciousAsync() => _live.ScalarAsync("SELECT to_regclass('precious')::text");
}
