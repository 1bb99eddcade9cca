using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class TargetLockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refuses_a_second_restore_into_the_same_target()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        await using var first = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, target, cancellationToken: Token));

        Assert.Equal(ErrorCode.TargetBusy, e.Code);
        Assert.Contains("pgclone", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_restores_into_other_targets_pass()
    {
        var server = await TestServer.GetAsync();
        await using var first = await TargetLock.AcquireAsync(server, TestServer.UniqueName(), cancellationToken: Token);

        await using var second = await TargetLock.AcquireAsync(server, TestServer.UniqueName(), cancellationToken: Token);

        Assert.NotNull(second);
    }

    [Fact]
    public async Task Waits_for_the_other_restore_to_end()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        var first = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);

        var waiting = TargetLock.AcquireAsync(server, target, TimeSpan.FromSeconds(30), Token);
        await Task.Delay(200, Token);
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();

        await using var second = await waiting;
    }

    [Fact]
    public async Task Refuses_a_reserved_target()
    {
        var server = await TestServer.GetAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, "template1", cancellationToken: Token));

        Assert.Equal(ErrorCode.InvalidDatabaseName, e.Code);
    }
}
