using System.IO.Compression;
using System.Text;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Projects that reference PgClone.MSBuild, in a real build.</summary>
public sealed class MSBuildTests(PackageFeed feed, ShopStore store) : MSBuildHostTests(feed, store)
{
    [Fact]
    public async Task A_target_restores_and_tells_what_came_of_it()
    {
        WriteBuild("""
            <Target Name="Show" DependsOnTargets="PgCloneRestore">
              <Message Importance="high" Text="outputs: $(PgCloneRestoredKey) $(PgCloneConnectionString)" />
            </Target>
            """);

        var run = (await RunAsync("dotnet", "build", "-t:Show", "-bl:build.binlog", $"-p:PgCloneDatabase={Target}", $"-p:PgCloneDumpKey={Store.Database}"))
            .EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Contains($"{Store.Key} -> {Target}: 2 tables, {2 * ShopStore.Rows} rows", run.Output, StringComparison.Ordinal);
        Assert.Matches($"outputs: {Store.Key} .*Database={Target}", run.Output);
        Assert.DoesNotContain(Password, ReadLog("build.binlog"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_string_comes_from_the_variable_that_a_property_names()
    {
        WriteBuild();

        var run = await RunAsync("dotnet", "build", "-t:PgCloneRestore", "-p:PgCloneConnectionVariable=NO_SUCH_VARIABLE");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error PGC0001: The environment variable NO_SUCH_VARIABLE is not set.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_restores_first_where_it_is_asked_to()
    {
        WriteBuild(properties: $"""
            <PgCloneRestoreOnBuild>true</PgCloneRestoreOnBuild>
            <PgCloneDumpKey>{Store.Key}</PgCloneDumpKey>
            """);
        Write("Program.cs", "Console.WriteLine();");

        var skipped = (await RunAsync("dotnet", "build", "-p:PgCloneSkip=true")).EnsureSuccess();
        var existsWhenSkipped = await TestServer.ExistsAsync(Target);
        (await RunAsync("dotnet", "build", "--no-restore")).EnsureSuccess();

        Assert.DoesNotContain(Store.Key, skipped.Output, StringComparison.Ordinal);
        Assert.False(existsWhenSkipped);
        await AssertIsRestoredAsync();
        var dependencies = await File.ReadAllTextAsync(Path.Combine(Folder, "bin", "Debug", "net10.0", "app.deps.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Npgsql", dependencies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_for_several_frameworks_restores_once()
    {
        Soak.Require();
        WriteBuild(properties: $"""
            <TargetFramework />
            <TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks>
            <OutputType>Library</OutputType>
            <LangVersion>latest</LangVersion>
            <PgCloneRestoreOnBuild>true</PgCloneRestoreOnBuild>
            <PgCloneDumpKey>{Store.Key}</PgCloneDumpKey>
            """);

        var run = (await RunAsync("dotnet", "build")).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Single(run.Output.Split('\n'), line => line.Contains($"{Store.Key} -> {Target}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_dumps()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        WriteBuild();

        (await RunAsync("dotnet", "build", "-t:PgCloneDump", $"-p:PgCloneDatabase={database.Name}", "-p:PgCloneStorage=own")).EnsureSuccess();

        Assert.Single(Directory.GetFiles(Path.Combine(Folder, "own"), "*.dump", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Targets_copy_a_database_and_drop_the_copy()
    {
        await using var target = await TestServer.CreateDatabaseAsync(Target);
        var copy = "it's a copy; " + Target;
        WriteBuild();
        var name = "-p:PgCloneCopyName=" + copy.Replace(";", "%3B", StringComparison.Ordinal);

        var plan = (await RunAsync("dotnet", "build", "-t:PgCloneCopy", name, "-p:PgCloneCopyDryRun=true")).EnsureSuccess();
        var isThereAfterPlan = await TestServer.ExistsAsync(copy);
        var made = (await RunAsync("dotnet", "build", "-t:PgCloneCopy", name)).EnsureSuccess();
        var taken = await RunAsync("dotnet", "build", "-t:PgCloneCopy", name);
        (await RunAsync("dotnet", "build", "-t:PgCloneCopy", name, "-p:PgCloneCopyReplace=true")).EnsureSuccess();
        var isThere = await TestServer.ExistsAsync(copy);
        (await RunAsync("dotnet", "build", "-t:PgCloneDrop", name)).EnsureSuccess();

        Assert.Matches($"{Target} -> :{copy}: \\d+ bytes would be copied by", plan.Output);
        Assert.False(isThereAfterPlan);
        Assert.Matches($"{Target} -> :{copy}: \\d+ bytes copied by", made.Output);
        Assert.Contains("error PGC5022:", taken.Output, StringComparison.Ordinal);
        Assert.True(isThere);
        Assert.False(await TestServer.ExistsAsync(copy));
    }

    [Theory]
    [InlineData("PgCloneCopy")]
    [InlineData("PgCloneDrop")]
    public async Task Targets_refuse_copies_where_the_settings_forbid_them_or_none_is_named(string target)
    {
        if (target == "PgCloneDrop") Soak.Require();
        Write("pgclone.json", $$"""{ "database": "{{Target}}", "allowCopy": false }""");
        WriteBuild();

        var forbidden = await RunAsync("dotnet", "build", "-t:" + target, "-p:PgCloneCopyName=new");
        var unnamed = await RunAsync("dotnet", "build", "-t:" + target);

        Assert.Equal((1, 1), (forbidden.ExitCode, unnamed.ExitCode));
        Assert.Contains("error PGC0003:", forbidden.Output, StringComparison.Ordinal);
        Assert.Contains("error PGC0001: No copy is named.", unnamed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_verifies_a_dump()
    {
        WriteBuild("""
            <Target Name="Show" DependsOnTargets="PgCloneVerify">
              <Message Importance="high" Text="verified: $(PgCloneVerifiedKey)" />
            </Target>
            """);

        var run = (await RunAsync("dotnet", "build", "-t:Show", $"-p:PgCloneDumpKey={Store.Database}")).EnsureSuccess();

        Assert.Contains($"{Store.Key} is whole: 2 tables, {2 * ShopStore.Rows} rows", run.Output, StringComparison.Ordinal);
        Assert.Contains($"verified: {Store.Key}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_code()
    {
        WriteBuild();

        var run = await RunAsync("dotnet", "build", "-t:PgCloneRestore", "-p:PgCloneDatabase=no_such_database");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error PGC2001:", run.Output, StringComparison.Ordinal);
    }

    private string ReadLog(string name)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(Folder, name)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
