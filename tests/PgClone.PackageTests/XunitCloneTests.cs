using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>A test project whose tests have databases of their own, under real test runs: what passes, fails, is killed, and what is left of it.</summary>
public sealed class XunitCloneTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private string Names => Path.Combine(Folder, "names");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2"), "<Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors><NoWarn>NU1900</NoWarn>");
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");
        Write("Shop.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            [assembly: AssemblyFixture(typeof(Shop))]

            public sealed class Shop : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options)
                {
                    options.KeepFailedTests = TimeSpan.FromHours(1);
                    File.AppendAllText("{{Folder}}/started", "x");
                }
            }

            public static class Names
            {
                public static void Note(string name)
                {
                    lock (typeof(Names)) File.AppendAllText("{{Names}}", name + "\n");
                }
            }

            public sealed class OtherTests
            {
                [Fact]
                public void Needs_no_database() => Assert.NotNull(typeof(Shop));
            }
            """);
    }

    [Fact]
    public async Task An_assembly_fixture_costs_nothing_where_none_of_its_tests_is_chosen()
    {
        var run = await RunAsync("dotnet", "test", "--no-ansi", "--filter-class", "OtherTests");

        Assert.Contains("succeeded: 1", run.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, "started")), "The fixture was started.");
    }

    [Fact]
    public async Task Forty_classes_side_by_side_see_their_own_rows_only_and_leave_nothing()
    {
        var classes = Enumerable.Range(1, 40).Select(number => $"public sealed class Writer{number}(Shop shop) : Writer(shop, {number});");
        Write("Writers.cs", $$"""
            using PgClone.Xunit;
            using Xunit;

            public abstract class Writer(Shop shop, int number) : PgCloneTest<Shop>(shop)
            {
                [Fact]
                public async Task Sees_its_own_rows_only()
                {
                    var token = TestContext.Current.CancellationToken;
                    Names.Note(Database.DatabaseName);
                    await using var insert = Database.DataSource.CreateCommand($"INSERT INTO customer VALUES (-1, 'of {number}')");
                    await insert.ExecuteNonQueryAsync(token);
                    await using var delete = Database.DataSource.CreateCommand("DELETE FROM orders");
                    Assert.Equal({{ShopStore.Rows}}, await delete.ExecuteNonQueryAsync(token));

                    await Task.Delay(20, token);

                    await using var read = Database.DataSource.CreateCommand("SELECT string_agg(name, ',') FROM customer WHERE id < 0");
                    Assert.Equal($"of {number}", await read.ExecuteScalarAsync(token));
                }
            }

            {{string.Join('\n', classes)}}
            """);

        var run = await RunAsync("dotnet", "test", "--no-ansi");

        Assert.Contains("succeeded: 41", run.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.Equal(1, new FileInfo(Path.Combine(Folder, "started")).Length);
        Assert.Equal(40, (await File.ReadAllLinesAsync(Names, TestContext.Current.CancellationToken)).Distinct().Count());
        await AssertAreGoneAsync();
    }

    [Fact]
    public async Task A_failed_test_keeps_its_database_and_says_what_it_did_to_it()
    {
        Write("KeptTests.cs", """
            using PgClone.Xunit;
            using Xunit;

            public sealed class ByBaseTests(Shop shop) : PgCloneTest<Shop>(shop)
            {
                [Fact]
                public async Task Fails()
                {
                    Names.Note(Database.DatabaseName);
                    await using var change = Database.DataSource.CreateCommand("DELETE FROM orders WHERE id > 100; ALTER TABLE customer ADD points int");
                    await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                    Assert.Fail("by base");
                }

                [Fact]
                public async Task Passes()
                {
                    await using var count = Database.DataSource.CreateCommand("SELECT count(*) FROM orders");
                    Assert.Equal(2000L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }

            public sealed class ByAttributeTests
            {
                [Theory, ClonedDatabase<Shop>]
                public void Fails(PgCloneTestDatabase database)
                {
                    Names.Note(database.DatabaseName);
                    Assert.Fail("by attribute");
                }

                [Theory, ClonedDatabase<Shop>]
                public async Task Passes(PgCloneTestDatabase database)
                {
                    await using var count = database.DataSource.CreateCommand("SELECT count(*) FROM orders");
                    Assert.Equal(2000L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }
            """);

        var run = await RunAsync("dotnet", "test", "--no-ansi", "--output", "Detailed", "--filter-class", "By*");
        var kept = await File.ReadAllLinesAsync(Names, TestContext.Current.CancellationToken);

        try
        {
            Assert.Contains("succeeded: 2", run.Output, StringComparison.Ordinal);
            Assert.Contains("failed: 2", run.Output, StringComparison.Ordinal);
            Assert.Equal(2, kept.Length);
            foreach (var name in kept)
            {
                Assert.True(await TestServer.ExistsAsync(name), $"{name} is gone.\n{run.Output}");
                Assert.Contains("Database=" + name, run.Output, StringComparison.Ordinal);
            }

            Assert.Contains("pgclone: public.orders has 100 rows instead of 2000", run.Output, StringComparison.Ordinal);
            Assert.Contains("pgclone: public.customer has columns that are new: points integer", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var name in kept) await TestServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        }
    }

    [Fact]
    public async Task Why_there_is_no_database_is_told_alike_however_a_test_asks_for_it()
    {
        Write("MissingTests.cs", """
            using PgClone.Xunit;
            using Xunit;

            public sealed class Missing : PgCloneDatabaseFixture
            {
                protected override void Configure(PgCloneFixtureOptions options)
                {
                    Names.Note("asked");
                    options.Source = "nobody";
                }
            }

            public sealed class MissingTests(Missing missing) : PgCloneTest<Missing>(missing), IClassFixture<Missing>
            {
                [Fact]
                public void By_the_base_class() => Assert.NotNull(Database);
            }

            public sealed class MissingToo(Missing missing) : IClassFixture<Missing>
            {
                [Fact]
                public void By_the_fixture() => Assert.NotNull(missing.DataSource);

                [Theory, ClonedDatabase<Missing>]
                public void By_the_attribute(PgCloneTestDatabase database) => Assert.NotNull(database);
            }
            """);

        var run = await RunAsync("dotnet", "test", "--no-ansi", "--filter-class", "Missing*");

        Assert.Contains("failed: 3", run.Output, StringComparison.Ordinal);
        Assert.Equal(4, run.Output.Split("PGC2001: There is no dump of a database 'nobody'.").Length);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Names, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_dropped_by_the_next_one()
    {
        Write("KillTests.cs", """
            using System.Diagnostics;
            using PgClone.Xunit;
            using Xunit;

            public sealed class KillTests(Shop shop) : PgCloneTest<Shop>(shop)
            {
                [Fact]
                public void Is_killed()
                {
                    Names.Note(Fixture.DatabaseName);
                    Names.Note(Database.DatabaseName);
                    Process.GetCurrentProcess().Kill();
                }
            }

            public sealed class LaterTests(Shop shop) : PgCloneTest<Shop>(shop)
            {
                [Fact]
                public async Task Works()
                {
                    await using var count = Database.DataSource.CreateCommand("SELECT count(*) FROM orders");
                    Assert.Equal(2000L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }
            """);

        var killed = await RunAsync("dotnet", "test", "--no-ansi", "--filter-class", "KillTests");
        var later = await RunAsync("dotnet", "test", "--no-build", "--no-ansi", "--filter-class", "LaterTests");

        Assert.NotEqual(0, killed.ExitCode);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Names, TestContext.Current.CancellationToken)).Length);
        Assert.Contains("succeeded: 1", later.EnsureSuccess().Output, StringComparison.Ordinal);
        await AssertAreGoneAsync();
    }

    private async Task AssertAreGoneAsync()
    {
        foreach (var name in await File.ReadAllLinesAsync(Names, TestContext.Current.CancellationToken))
            Assert.False(await TestServer.ExistsAsync(name), $"{name} is still there.");
    }
}
