namespace PgClone.Servers;

/// <summary>A share of a <see cref="ConnectionBudget"/>. Disposing gives back what is left of it.</summary>
/// <param name="jobs">How many connections the restore may use at once.</param>
/// <param name="giveBack">Takes back so many.</param>
internal sealed class ConnectionShare(int jobs, Action<int> giveBack) : IDisposable
{
    private int _ofRestore = jobs;
    private int _ofDatabase = ConnectionBudget.PerDatabase;

    /// <summary>How many connections the restore may use at once.</summary>
    public int Jobs { get; } = jobs;

    /// <summary>The restore is over, and its database lives on.</summary>
    public void EndRestore() => GiveBack(ref _ofRestore);

    /// <inheritdoc/>
    public void Dispose()
    {
        GiveBack(ref _ofRestore);
        GiveBack(ref _ofDatabase);
    }

    private void GiveBack(ref int connections)
    {
        if (Interlocked.Exchange(ref connections, 0) is var count and > 0) giveBack(count);
    }
}
