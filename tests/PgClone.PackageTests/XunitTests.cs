using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>A test project that references PgClone.Xunit, under a real test run.</summary>
public sealed partial class XunitTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    /// <summary>The oldest version that works, and the last before the one that the other tests use: a package that asks for a newer one breaks its users.</summary>
    [Theory]
    [InlineData("2.0.3")]
    [InlineData("3.2.2")]
    public async Task A_project_keeps_the_xunit_that_it_has(string version)
    {
        if (version != "2.0.3") Soak.Require();
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", version), "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        Write("CustomerTests.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            [assembly: AssemblyFixture(typeof(PgCloneDatabases))]

            public sealed class CustomerTests(PgCloneDatabaseFixture shop) : IClassFixture<PgCloneDatabaseFixture>
            {
                [Fact]
                public async Task Reads_rows()
                {
                    await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM customer");
                    Assert.Equal({{ShopStore.Rows}}L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }

            public sealed class OrderTests(PgCloneDatabaseFixture shop) : PgCloneTest<PgCloneDatabaseFixture>(shop), IClassFixture<PgCloneDatabaseFixture>
            {
                [Fact]
                public Task Deletes_rows() => DeleteAsync(Database);

                [Theory, ClonedDatabase<PgCloneDatabaseFixture>]
                public Task Deletes_rows_of_its_parameter(PgCloneTestDatabase database) => DeleteAsync(database);

                private static async Task DeleteAsync(PgCloneTestDatabase database)
                {
                    await using var command = database.DataSource.CreateCommand("DELETE FROM orders");
                    Assert.Equal({{ShopStore.Rows}}, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
                }
            }

            public sealed class NamedTests(PgCloneDatabases databases)
            {
                [Fact]
                public async Task Is_had_by_its_name() => Assert.NotEmpty((await databases.GetAsync("{{Store.Database}}", TestContext.Current.CancellationToken)).DatabaseName);
            }
            """);
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");

        var run = await RunAsync("dotnet", "run", "-property:NoWarn=NU1900");

        Assert.Contains("Total: 4, Errors: 0, Failed: 0", run.EnsureSuccess().Output, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("Microsoft.Testing.Platform", "", "--no-ansi --output Detailed")]
    [InlineData("VSTest", "<IsTestingPlatformApplication>false</IsTestingPlatformApplication>", "")]
    public async Task Notices_and_errors_are_seen_in_a_test_run(string runner, string properties, string arguments)
    {
        if (runner == "VSTest") Soak.Require();
        Write("global.json", $$"""{ "test": { "runner": "{{runner}}" } }""");
        var adapter = runner == "VSTest" ? Reference("xunit.runner.visualstudio", "3.1.5") + Reference("Microsoft.NET.Test.Sdk", "18.11.0") : "";
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2") + adapter, properties);
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");
        Write("CustomerTests.cs", """
            using PgClone.Xunit;
            using Xunit;

            public sealed class WithoutCustomers : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options) => options.Exclude = ["public.customer"];
            }

            public sealed class Missing : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options) => options.Source = "no_such_database";
            }

            public sealed class CustomerTests(WithoutCustomers shop) : IClassFixture<WithoutCustomers>
            {
                [Fact]
                public void Has_notices() => Assert.NotEmpty(shop.Restore.Notices);
            }

            public sealed class MissingTests(Missing missing) : IClassFixture<Missing>
            {
                [Fact]
                public void Fails() => Assert.NotNull(missing.DataSource);
            }
            """);

        var run = await RunAsync("dotnet", ["test", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("NOT VALID", run.Output, StringComparison.Ordinal);
        Assert.Contains("PgCloneException : PGC2001: There is no dump of a database 'no_such_database'.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_page_shows_compiles()
    {
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2"), "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        var blocks = CSharp().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "xunit.md"))).Select(match => match.Groups["code"].Value).ToList();
        Write("Page.cs", $$"""
            using Npgsql;
            using PgClone.Hooks;
            using PgClone.Xunit;
            using Xunit;

            [assembly: AssemblyFixture(typeof(ShopDatabase))]

            {{string.Join('\n', blocks)}}

            internal static class Secrets
            {
                public static Task<string> ReadAsync(string name, CancellationToken token) => Task.FromException<string>(new NotSupportedException($"{name} {token}"));
            }

            internal static class Migrations
            {
                public static Task ApplyAsync(string connectionString, CancellationToken token) => Task.FromException(new NotSupportedException(connectionString));
            }
            """);

        (await RunAsync("dotnet", "build", "-property:NoWarn=NU1900")).EnsureSuccess();

        Assert.True(blocks.Count >= 3, "The page has lost its snippets.");
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
