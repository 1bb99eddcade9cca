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
}
