using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>A test project that references PgClone.Xunit, under a real test run.</summary>
public sealed class XunitTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
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
