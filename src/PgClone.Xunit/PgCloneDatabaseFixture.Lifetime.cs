using Xunit;
using Xunit.v3;

namespace PgClone.Xunit;

/// <content>What xunit v3 calls.</content>
public partial class PgCloneDatabaseFixture : IAsyncLifetime
{
    /// <summary>Whether nothing is restored before <see cref="StartAsync"/> is called.</summary>
    /// <remarks>
    /// Default: as an assembly fixture, which xunit makes for every run, whichever tests were chosen. A class or collection fixture is only made where a test of its own runs.
    /// </remarks>
    protected virtual bool IsLazy => TestContext.Current.TestCollection is null;

    /// <summary>Starts the fixture unless it is lazy. A failure is not thrown here, but to every test that asks for the database.</summary>
    public async ValueTask InitializeAsync()
    {
        if (IsLazy) return;

        try
        {
            await _start.WaitAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // xunit has no fixture to dispose then.
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync().ConfigureAwait(false);
    }

    private static DiagnosticProgress Progress => new(TestContext.Current.SendDiagnosticMessage);

    private static bool IsSkip(Exception e) => e.Message.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal);

    private static bool IsInTest => TestContext.Current.Test is not null;

    /// <summary>Of the test that runs: runners differ in which of the two they show.</summary>
    private static void Warn(IReadOnlyList<string> notices)
    {
        foreach (var notice in notices)
        {
            TestContext.Current.AddWarning("pgclone: " + notice);
            TestContext.Current.TestOutputHelper?.WriteLine("pgclone: " + notice);
        }
    }
}
