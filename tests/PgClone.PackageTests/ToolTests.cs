using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>The installed tool.</summary>
public sealed class ToolTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    [Fact]
    public async Task The_installed_tool_lists_restores_and_fails_with_a_code()
    {
        var pgclone = Path.Combine(await InstallToolAsync(), "pgclone");

        var listed = (await RunAsync(pgclone, "ls")).EnsureSuccess();
        var restored = (await RunAsync(pgclone, "restore", Store.Database)).EnsureSuccess();
        var missing = await RunAsync(pgclone, "restore", "no_such_database");

        Assert.Contains(Store.Key, listed.Output, StringComparison.Ordinal);
        Assert.Contains(Store.Key, restored.Output, StringComparison.Ordinal);
        await AssertIsRestoredAsync();
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("error PGC2001:", missing.Output, StringComparison.Ordinal);
    }
}
