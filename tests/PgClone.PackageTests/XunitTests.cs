using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>A test project that references PgClone.Xunit, under a real test run.</summary>
public sealed class XunitTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    /// <summary>The oldest version that works, and the last before the one that the other tests use: a package that asks for a newer one breaks its users.</summary>
    [Theory]
    [InlineData("2.0.3")]
    [InlineData("3.2.2")]
    public async Task A_project_keeps_the_xunit_that_it_has(string version)
    {
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", version), "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        Write("CustomerTests.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            public sealed class CustomerTests(PgCloneDatabaseFixture shop) : IClassFixture<PgCloneDatabaseFixture>
            {
                [Fact]
                public async Task Reads_rows()
                {
                    await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM customer");
                    Assert.Equal({{ShopStore.Rows}}L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }
            """);
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");

        var run = await RunAsync("dotnet", "run", "-property:NoWarn=NU1900");

        Assert.Contains("Total: 1, Errors: 0, Failed: 0", run.EnsureSuccess().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_class_reads_restored_rows()
    {
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2"));
        Write("CustomerTests.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            public sealed class Shop : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options) => options.Source = "{{Store.Database}}";
            }

            public sealed class Missing : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options) => options.Source = "no_such_database";
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

            public sealed class MissingTests(Missing missing) : IClassFixture<Missing>
            {
                [Fact]
                public void Fails() => Assert.NotNull(missing.DataSource);
            }
            """);

        var good = await RunAsync("dotnet", "test", "--no-ansi", "--filter-class", "CustomerTests");
        var bad = await RunAsync("dotnet", "test", "--no-build", "--no-ansi", "--filter-class", "MissingTests");

        Assert.Contains("succeeded: 1", good.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.NotEqual(0, bad.ExitCode);
        Assert.Contains("PGC2001", bad.Output, StringComparison.Ordinal);
        Assert.False(await TestServer.ExistsAsync(Target));
    }
}
