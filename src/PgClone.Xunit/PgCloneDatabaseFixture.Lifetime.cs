using Xunit;

namespace PgClone.Xunit;

/// <content>What xunit v3 calls.</content>
public partial class PgCloneDatabaseFixture : IAsyncLifetime
{
    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var context = TestContext.Current;
        await StartAsync(new DiagnosticProgress(context.SendDiagnosticMessage), context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync().ConfigureAwait(false);
    }

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
