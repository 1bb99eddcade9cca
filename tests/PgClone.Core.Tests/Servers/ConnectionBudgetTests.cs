using PgClone.Testing;

namespace PgClone.Servers;

public sealed class ConnectionBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_fewer_jobs_where_little_is_left()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase * 2 + 6);

        using var first = await budget.TakeAsync(4, Patience, Token);
        using var second = await budget.TakeAsync(4, Patience, Token);

        Assert.Equal((4, 2), (first.Jobs, second.Jobs));
    }

    [Fact]
    public async Task Waits_until_another_restore_has_ended()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase * 2 + 4);
        using var first = await budget.TakeAsync(4, Patience, Token);
        using var second = await budget.TakeAsync(4, TimeSpan.Zero, Token);
        var waiting = budget.TakeAsync(4, Patience, Token);
        Assert.False(waiting.IsCompleted);

        first.EndRestore();
        Assert.False(waiting.IsCompleted);
        second.Dispose();

        using var third = await waiting;
        Assert.InRange(third.Jobs, 1, 4);
    }

    [Fact]
    public async Task What_is_made_ahead_takes_no_more_than_half_and_never_waits()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase * 4);
        using var needed = await budget.TakeAsync(1, Patience, Token);
        needed.EndRestore();

        using var ahead = budget.TryTakeAhead();
        using var tooMuch = budget.TryTakeAhead();
        needed.Dispose();
        using var again = budget.TryTakeAhead();

        Assert.NotNull(ahead);
        Assert.Null(tooMuch);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task What_others_have_given_back_is_seen()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase);
        using var first = await budget.TakeAsync(1, Patience, Token);

        using var second = await budget.TakeAsync(4, Patience, Token, () => Task.FromResult<int?>(100)).WaitAsync(Patience / 2, Token);

        Assert.Equal(4, second.Jobs);
    }

    [Fact]
    public async Task One_users_limit_is_nobody_elses()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 2");
        var limited = await PostgresServer.ConnectAsync(role.ConnectionString, null, Token);

        using var few = await ConnectionBudget.TakeAsync(limited, 4, Token);
        using var many = await ConnectionBudget.TakeAsync(await TestServer.GetAsync(), 4, Token).WaitAsync(Patience / 2, Token);

        Assert.Equal((1, 4), (few.Jobs, many.Jobs));
    }

    [Fact]
    public async Task Who_is_alone_gets_a_job_however_little_there_is()
    {
        using var share = await new ConnectionBudget(1).TakeAsync(4, Patience, Token);

        Assert.Equal(1, share.Jobs);
    }

    [Fact]
    public async Task Nobody_waits_for_ever_for_those_that_live_on()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase + 1);
        using var first = await budget.TakeAsync(1, Patience, Token);

        using var second = await budget.TakeAsync(4, TimeSpan.FromMilliseconds(100), Token);

        Assert.Equal(1, second.Jobs);
    }

    [Fact]
    public async Task A_share_is_given_back_once()
    {
        var budget = new ConnectionBudget(ConnectionBudget.PerDatabase + 4);
        var share = await budget.TakeAsync(4, Patience, Token);

        share.EndRestore();
        share.Dispose();
        share.Dispose();

        using var next = await budget.TakeAsync(9, Patience, Token);
        Assert.Equal(4, next.Jobs);
    }

    [Fact]
    public async Task A_cancellation_ends_the_waiting()
    {
        var budget = new ConnectionBudget(1);
        using var first = await budget.TakeAsync(1, Patience, Token);
        using var cancel = new CancellationTokenSource();
        var waiting = budget.TakeAsync(1, Patience, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
