using System.Diagnostics;
using PgClone.Testing;

namespace PgClone;

public sealed class PgClonerCancellationTests(SlowStore store) : IClassFixture<SlowStore>
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Stages => [.. SlowStore.Stages];

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_restore_cancelled_at_any_stage_leaves_nothing_behind(string stage)
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE before_restore AS SELECT 42 AS answer");
        using var cancel = new CancellationTokenSource();
        var restore = store.CreateCloner(target.Server, stage).RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name }, cancel.Token);
        await SlowStore.WaitForHaltAsync(target, () => restore.IsCompleted);
        var time = Stopwatch.StartNew();

        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restore);

        Assert.InRange(time.Elapsed, TimeSpan.Zero, SoonEnough);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }
}
