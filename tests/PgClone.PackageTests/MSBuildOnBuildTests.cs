using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Restore on build: once for each build, however it is begun.</summary>
public sealed class MSBuildOnBuildTests(PackageFeed feed, ShopStore store) : MSBuildHostTests(feed, store)
{
    [Fact]
    public async Task A_build_of_one_framework_of_several_restores()
    {
        WriteMultiTargetingLibrary("lib");

        var run = (await RunAsync("dotnet", "build", "lib", "-f", "net10.0")).EnsureSuccess();

        Assert.Equal(1, RestoresOf(run));
        await AssertIsRestoredAsync();
    }

    [Theory]
    [InlineData("net10.0;netstandard2.1")]
    [InlineData("net10.0")]
    public async Task A_build_of_a_project_that_refers_to_one_with_restore_on_build_restores(string frameworks)
    {
        WriteMultiTargetingLibrary("lib", $"<TargetFrameworks>{frameworks}</TargetFrameworks>");
        WriteReferringProgram();

        var run = (await RunAsync("dotnet", "build", "program")).EnsureSuccess();

        Assert.Equal(1, RestoresOf(run));
        await AssertIsRestoredAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<TargetFramework /><TargetFrameworks>net10.0</TargetFrameworks>", "-f", "net10.0")]
    public async Task Dotnet_run_restores(string frameworks, params string[] arguments)
    {
        WriteOnBuild(frameworks);

        var run = (await RunAsync("dotnet", ["run", "--project", "app.csproj", .. arguments])).EnsureSuccess();

        Assert.Contains("It runs.", run.Output, StringComparison.Ordinal);
        await AssertIsRestoredAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<TargetFramework /><TargetFrameworks>net10.0</TargetFrameworks>")]
    public async Task Dotnet_test_restores(string frameworks)
    {
        WriteProject(
            FeedReference("PgClone.MSBuild") + Reference("xunit.v3", "4.0.2"),
            $"<PgCloneRestoreOnBuild>true</PgCloneRestoreOnBuild><PgCloneDumpKey>{Store.Key}</PgCloneDumpKey>{frameworks}");
        Write("Tests.cs", "public sealed class Tests { [Xunit.Fact] public void It_runs() { } }");

        var run = (await RunAsync("dotnet", "test", "--project", "app.csproj", "--no-ansi")).EnsureSuccess();

        Assert.Contains("succeeded: 1", run.Output, StringComparison.Ordinal);
        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task Projects_of_a_solution_that_are_built_side_by_side_restore_once()
    {
        foreach (var name in new[] { "one", "two", "three" }) WriteMultiTargetingLibrary(name);
        WriteReferringProgram("one");
        Write("all.slnx", """
            <Solution>
              <Project Path="one/one.csproj" />
              <Project Path="two/two.csproj" />
              <Project Path="three/three.csproj" />
              <Project Path="program/program.csproj" />
            </Solution>
            """);

        var run = (await RunAsync("dotnet", "build", "all.slnx", "-m:4")).EnsureSuccess();

        Assert.Equal(1, RestoresOf(run));
        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task Two_restores_that_differ_wait_for_each_other()
    {
        WriteMultiTargetingLibrary("one");
        WriteMultiTargetingLibrary("two", "<PgCloneNoComments>true</PgCloneNoComments>");
        Write("all.slnx", """<Solution><Project Path="one/one.csproj" /><Project Path="two/two.csproj" /></Solution>""");

        var run = (await RunAsync("dotnet", "build", "all.slnx", "-m:4")).EnsureSuccess();

        Assert.Equal(2, RestoresOf(run));
        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task What_is_unchanged_is_not_restored_again()
    {
        WriteOnBuild();

        var first = (await RunAsync("dotnet", "build")).EnsureSuccess();
        var second = (await RunAsync("dotnet", "build")).EnsureSuccess();
        var always = (await RunAsync("dotnet", "build", "-p:PgCloneRestoreAlways=true")).EnsureSuccess();

        Assert.Equal((1, 0, 1), (RestoresOf(first), RestoresOf(second), RestoresOf(always)));
        Assert.Contains($"{Store.Key} -> {Target}: unchanged, nothing was restored", second.Output, StringComparison.Ordinal);
        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task Two_builds_at_once_restore_once()
    {
        foreach (var name in new[] { "one", "two" }) WriteMultiTargetingLibrary(name);

        var runs = await Task.WhenAll(RunAsync("dotnet", "build", "one"), RunAsync("dotnet", "build", "two"));

        Assert.Equal(1, runs.Sum(run => RestoresOf(run.EnsureSuccess())));
        await AssertIsRestoredAsync();
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("pack")]
    public async Task What_is_made_for_others_restores_nothing(string verb)
    {
        WriteOnBuild();

        (await RunAsync("dotnet", verb)).EnsureSuccess();

        Assert.False(await TestServer.ExistsAsync(Target));
    }

    private void WriteReferringProgram(string library = "lib")
    {
        Write("program/program.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><ProjectReference Include="../{library}/{library}.csproj" /></ItemGroup>
            </Project>
            """);
        Write("program/Program.cs", "System.Console.WriteLine();");
    }
}
