using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>
/// The oldest frameworks of docs/testing.md, beside the oldest and the newest libraries. The newest frameworks are those of the samples, and xunit's are in <see cref="XunitTests"/>.
/// </summary>
public sealed class VersionTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    [Fact]
    public Task NUnit_3_with_the_oldest_libraries() => RunAsync(
        "10.0.0", "10.0.0", "<EnableNUnitRunner>true</EnableNUnitRunner>", Reference("NUnit", "3.14.0") + Reference("NUnit3TestAdapter", "6.3.1"), """
            using NUnit.Framework;

            public sealed class LibraryTests
            {
                private PgClone.PgCloneDatabase? _shop;

                [OneTimeSetUp]
                public async Task RestoreAsync() => _shop = await PgClone.PgCloneDatabase.CreateAsync();

                [OneTimeTearDown]
                public async Task DropAsync() => await (_shop?.DisposeAsync() ?? default);

                [Test]
                public async Task Reads_rows() => Assert.That(await Libraries.ReadAsync(_shop!), Is.EqualTo(Libraries.Expected));
            }
            """);

    [Fact]
    public Task MSTest_3_with_the_newest_libraries() => RunAsync(
        "10.0.3", "11.0.0", "<EnableMSTestRunner>true</EnableMSTestRunner>", Reference("MSTest.TestAdapter", "3.8.3") + Reference("MSTest.TestFramework", "3.8.3"), """
            using Microsoft.VisualStudio.TestTools.UnitTesting;

            [TestClass]
            public sealed class LibraryTests
            {
                private static PgClone.PgCloneDatabase? s_shop;

                [ClassInitialize]
                public static async Task RestoreAsync(TestContext context) => s_shop = await PgClone.PgCloneDatabase.CreateAsync(null, context.CancellationTokenSource.Token);

                [ClassCleanup]
                public static async Task DropAsync() => await (s_shop?.DisposeAsync() ?? default);

                [TestMethod]
                public async Task Reads_rows() => Assert.AreEqual(Libraries.Expected, await Libraries.ReadAsync(s_shop!));
            }
            """);

    /// <summary>Builds without a warning, and runs with the libraries of exactly these versions.</summary>
    private async Task RunAsync(string npgsql, string logging, string properties, string framework, string tests)
    {
        Soak.Require();
        var libraries = Reference("Npgsql", $"[{npgsql}]") + Reference("Microsoft.Extensions.Logging.Abstractions", $"[{logging}]");
        // A package source may lack what a framework names, and have the next version of it.
        const string strict = "<Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors><WarningsNotAsErrors>NU1603</WarningsNotAsErrors>";
        WriteProject(FeedReference("PgClone.Core") + libraries + framework, properties + strict);
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");
        Write("LibraryTests.cs", tests);
        Write("Libraries.cs", $$"""
            internal static class Libraries
            {
                public const string Expected = "{{ShopStore.Rows}} rows, {{npgsql}}.0, {{logging}}.0";

                public static async Task<string> ReadAsync(PgClone.PgCloneDatabase shop)
                {
                    await using var clone = await shop.CloneAsync();
                    await using var command = clone.DataSource.CreateCommand("DELETE FROM orders");
                    return $"{await command.ExecuteNonQueryAsync()} rows, {VersionOf<Npgsql.NpgsqlConnection>()}, {VersionOf<Microsoft.Extensions.Logging.ILogger>()}";
                }

                private static Version? VersionOf<T>() => typeof(T).Assembly.GetName().Version;
            }
            """);

        var run = await RunAsync("dotnet", "run", "-property:NoWarn=NU1900");

        Assert.Contains("succeeded: 1", run.EnsureSuccess().Output, StringComparison.Ordinal);
    }
}
