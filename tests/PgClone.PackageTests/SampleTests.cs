using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>The test projects of <c>samples/testing</c>, with the feed's packages on a real server.</summary>
public sealed class SampleTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private static readonly string Samples = Path.Combine(RepositoryPaths.Root, "samples");

    [Theory]
    [InlineData("nunit", "run", "succeeded: 2")]
    [InlineData("mstest", "run", "succeeded: 2")]
    [InlineData("tunit", "run", "succeeded: 2")]
    [InlineData("xunit-v2", "test", "Passed:     2")]
    public async Task Its_tests_pass_and_leave_nothing_behind(string sample, string verb, string summary)
    {
        var folder = CopySample(sample);

        var run = await RunInAsync(folder, "dotnet", verb, "-property:NoWarn=NU1900");

        Assert.Contains(summary, run.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.Equal(0L, await TestServer.ScalarAsync(
            "postgres", $"SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"role\":\"temporary\",\"target\":\"{Target}\"%'"));
    }

    [Fact]
    public async Task With_a_container_they_pass_on_the_image_that_is_there()
    {
        var image = await ContainerEngine.TagAsync();
        try
        {
            var folder = CopySample("container");
            foreach (var file in Directory.GetFiles(folder, "*.cs")) Write(file, File.ReadAllText(file).Replace("postgres:17", image, StringComparison.Ordinal));

            var run = await RunInAsync(folder, "dotnet", "run", "-property:NoWarn=NU1900");

            Assert.Contains("Total: 2, Errors: 0, Failed: 0", run.EnsureSuccess().Output, StringComparison.Ordinal);
            Assert.Empty(await ContainerEngine.FindContainersAsync(image));
        }
        finally
        {
            await ContainerEngine.RemoveAsync(image);
        }
    }

    [Fact]
    public async Task In_xunit_2_a_test_that_can_not_wait_keeps_the_database_of_its_fixture()
    {
        var folder = CopySample("xunit-v2");
        Write("xunit-v2/KeepingTests.cs", """
            using Xunit;

            public sealed class KeepingTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
            {
                [Fact]
                public void Keeps() => Assert.Contains(shop.DatabaseName, shop.Keep());
            }
            """);

        (await RunInAsync(folder, "dotnet", "test", "--filter", "KeepingTests", "-property:NoWarn=NU1900")).EnsureSuccess();

        var kept = Assert.IsType<string>(await TestServer.ScalarAsync(
            "postgres", $"SELECT max(datname) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"role\":\"kept\",\"target\":\"{Target}\"%'"));
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {kept}");
    }

    [Fact]
    public async Task What_comes_from_something_else_compiles() =>
        (await RunInAsync(CopySample("coming-from"), "dotnet", "build", "-property:NoWarn=NU1900")).EnsureSuccess();

    [Theory]
    [InlineData("nunit", "run", "failed: 2")]
    [InlineData("mstest", "run", "failed: 2")]
    [InlineData("tunit", "run", "failed: 2")]
    [InlineData("xunit-v2", "test", "Failed:     2")]
    public async Task Without_a_dump_every_test_is_told_why(string sample, string verb, string summary)
    {
        var folder = CopySample(sample);
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}" }""");

        var run = await RunInAsync(folder, "dotnet", verb, "-property:NoWarn=NU1900");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(summary, run.Output, StringComparison.Ordinal);
        Assert.Contains("PGC2001: There is no dump of a database 'shop'.", run.Output, StringComparison.Ordinal);
    }

    /// <returns>The folder of the copy.</returns>
    private string CopySample(string name)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Samples, "testing", name)))
            Write(Path.Combine(name, Path.GetFileName(file)), File.ReadAllText(file).Replace("Version=\"0.1.0\"", $"Version=\"{Feed.Version}\"", StringComparison.Ordinal));
        File.Copy(Path.Combine(Samples, "migrations", "loyalty.sql"), Path.Combine(Folder, "loyalty.sql"));
        Write("pgclone.json", $$"""{ "storage": "{{Path.Combine(Samples, "store")}}", "database": "{{Target}}", "hooks": { "migrate": { "sql": "loyalty.sql" } } }""");
        return Path.Combine(Folder, name);
    }
}
