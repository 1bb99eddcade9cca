using System.Collections.Concurrent;

namespace PgClone.Pooling;

/// <summary>Clones that are being dropped while whoever had them goes on. The process ends when they are, or some seconds later.</summary>
internal static class BackgroundDrops
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<Task, bool> Running = new();

    // What is still there then is dropped by the next command.
    static BackgroundDrops() => AppDomain.CurrentDomain.ProcessExit += (_, _) => WhenDoneAsync().Wait(EndTime);

    /// <summary>Drops in the background, by work that never fails.</summary>
    /// <returns>Ends when it is done.</returns>
    public static Task Start(Func<Task> dropAsync)
    {
        var drop = Task.Run(dropAsync);
        Running[drop] = true;
        drop.ContinueWith(done => Running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return drop;
    }

    /// <summary>Waits for those that are under way.</summary>
    public static Task WhenDoneAsync() => Task.WhenAll(Running.Keys);
}
