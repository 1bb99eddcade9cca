using PgClone.Diagnostics;
using Xunit;

namespace PgClone.Xunit;

/// <content>What xunit 2 calls. It tells a fixture neither which test runs nor how it ended.</content>
public partial class PgCloneDatabaseFixture : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Whether nothing is restored before <see cref="StartAsync"/> is called. Default false.</summary>
    protected virtual bool IsLazy => false;

    /// <summary>Starts the fixture unless it is lazy. A failure is not thrown here, but to every test that asks for the database.</summary>
    public Task InitializeAsync() => IsLazy ? Task.CompletedTask : _start.WaitAsync(CancellationToken.None);

    /// <summary>Drops the database.</summary>
    public Task DisposeAsync() => StopAsync();

    /// <inheritdoc/>
    ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new(StopAsync());
    }

    private static IProgress<ProgressEvent>? Progress => null;

    private static bool IsInTest => false;

    private static bool IsSkip(Exception _) => false;

    private static void Warn(IReadOnlyList<string> _)
    {
    }
}
