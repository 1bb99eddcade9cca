using PgClone.Testing;

namespace PgClone.Xunit;

/// <summary>A fixture that starts when it is asked to, and does what a test says on the way.</summary>
internal sealed class StepwiseFixture(ShopStore store) : PgCloneDatabaseFixture
{
    private int _starts;

    /// <summary>How often it was started.</summary>
    public int Starts => _starts;

    /// <summary>The database's name, once there is one.</summary>
    public string? Name { get; private set; }

    /// <summary>What <see cref="ConfigureAsync"/> does.</summary>
    public Func<PgCloneFixtureOptions, CancellationToken, Task>? Configuring { get; init; }

    /// <summary>What <see cref="OnRestoredAsync"/> does.</summary>
    public Func<StepwiseFixture, CancellationToken, Task>? Restored { get; init; }

    protected override bool IsLazy => true;

    protected override void Configure(PgCloneFixtureOptions options)
    {
        Interlocked.Increment(ref _starts);
        options.Source = store.Key;
        options.Storage = store.Folder;
        options.Connection = store.Server.GetConnectionString("postgres");
    }

    protected override async ValueTask ConfigureAsync(PgCloneFixtureOptions options, CancellationToken cancellationToken)
    {
        if (Configuring is not null) await Configuring(options, cancellationToken);
    }

    protected override async ValueTask OnRestoredAsync(CancellationToken cancellationToken)
    {
        Name = DatabaseName;
        if (Restored is not null) await Restored(this, cancellationToken);
    }
}
