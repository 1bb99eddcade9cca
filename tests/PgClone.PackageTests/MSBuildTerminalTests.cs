using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>What a build shows on a terminal, whose logger passes messages over.</summary>
public sealed class MSBuildTerminalTests(PackageFeed feed, ShopStore store) : MSBuildHostTests(feed, store)
{
    [Fact]
    public async Task A_terminal_shows_key_rows_time_and_connection_of_a_restore()
    {
        WriteBuild();

        var run = (await RunOnTerminalAsync($"dotnet build -t:PgCloneRestore -p:PgCloneDatabase={Target} -p:PgCloneDumpKey={Store.Database}")).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Matches($@"{Store.Key} -> {Target}: 2 tables, {2 * ShopStore.Rows} rows in \d+\.\d s, Host=.*Database={Target}", run.Output);
        Assert.Matches(@"Build .*succeeded", run.Output);
    }

    [Fact]
    public async Task A_terminal_shows_the_restore_of_a_build_beside_what_is_built()
    {
        WriteOnBuild();

        var run = (await RunOnTerminalAsync("dotnet build")).EnsureSuccess();

        Assert.Matches($@"{Store.Key} -> {Target}: 2 tables", run.Output);
        Assert.Contains("app.dll", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_shows_what_was_dumped()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        WriteBuild();

        var run = (await RunOnTerminalAsync($"dotnet build -t:PgCloneDump -p:PgCloneDatabase={database.Name} -p:PgCloneStorage=own")).EnsureSuccess();

        Assert.Matches($@"{database.Name} -> {database.Name}/.*\.dump: \d+ bytes", run.Output);
    }

    private async Task<Run> RunOnTerminalAsync(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "There is no script (bsdutils) to run a command on a terminal.");
        // A new terminal has no size, and nobody would draw on it.
        return await RunAsync("script", "-qec", $"stty rows 40 cols 200; TERM=xterm-256color {command}", "/dev/null");
    }
}
