using System.Collections.Concurrent;
using PgClone.Testing;

namespace PgClone.Hooks;

/// <summary>A database to run hooks on, and what they print.</summary>
internal sealed class HookRun(TestDatabase database, string target) : IAsyncDisposable
{
    public TestDatabase Database { get; } = database;

    public ConcurrentQueue<string> Output { get; } = new();

    public HookContext Context => new(HookPoint.PreSwap, Database.Server, Database.Name, target) { Output = Output.Enqueue };

    public static async Task<HookRun> StartAsync(string target = "shop") => new(await TestServer.CreateDatabaseAsync(), target);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
