using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>Output that can't be written neither ends what is under way nor makes a failure of what is done.</summary>
public sealed class LostOutputTests(ShopStore store) : IClassFixture<ShopStore>, IAsyncLifetime
{
    /// <summary>Into a pipe whose reader has gone, as behind <c>| true</c>: the shell opens its other end only to get its own end open.</summary>
    private const string ToNobody = "3<>pipe >pipe 3<&-";

    private readonly Workspace _workspace = new();
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        _target = await TestServer.CreateDatabaseAsync();
        _workspace.Environment["PGCLONE_CONNECTION"] = _target.ConnectionString;
        _workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        using var makePipe = Process.Start("mkfifo", [Path.Combine(_workspace.Folder, "pipe")]);
        await makePipe.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        if (_target is not null) await _target.DisposeAsync();
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    [InlineData(ToNobody)]
    public async Task A_restore_that_is_swapped_in_is_done_and_says_on_stderr_what_is_lost(string redirection)
    {
        var result = await _workspace.RunRedirectedAsync(redirection, "restore", store.Key, "--database", _target.Name, "--verbosity", "quiet");

        Assert.Equal(0, result.ExitCode);
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("warning: restore is done, but its result could not be written to stdout: ", line);
        await AssertRestoredAsync();
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("3<>pipe 2>pipe 3<&-")]
    public async Task A_restore_goes_on_without_stderr(string redirection)
    {
        var result = await _workspace.RunRedirectedAsync(redirection, "restore", store.Key, "--database", _target.Name, "--verbosity", "diagnostic");

        Assert.Contains(store.Key, result.EnsureSuccess());
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task A_restore_needs_neither()
    {
        var result = await _workspace.RunRedirectedAsync(">&- 2>&-", "restore", store.Key, "--database", _target.Name);

        Assert.Equal(0, result.ExitCode);
        await AssertRestoredAsync();
    }

    [Theory]
    [InlineData("2>/dev/full", 1, "restore", "nobody")]
    [InlineData("2>&-", 1, "restore", "nobody")]
    [InlineData("2>&-", 2, "restore", "--jobs", "0")]
    public async Task A_failure_keeps_its_exit_code_without_stderr(string redirection, int exitCode, params string[] arguments)
    {
        var result = await _workspace.RunRedirectedAsync(redirection, arguments);

        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task A_list_whose_reader_has_had_enough_is_no_failure()
    {
        var result = await _workspace.RunRedirectedAsync(ToNobody, "ls");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task A_list_that_nobody_can_read_is_a_failure()
    {
        var result = await _workspace.RunRedirectedAsync(">/dev/full", "ls");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error PGC0006: ", result.Errors);
    }

    private async Task AssertRestoredAsync() =>
        Assert.Equal(2L, await _target.ScalarAsync("SELECT count(*) FROM pg_catalog.pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
}
