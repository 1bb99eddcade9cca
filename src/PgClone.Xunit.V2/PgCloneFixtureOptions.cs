namespace PgClone.Xunit;

/// <summary>What a fixture is asked for.</summary>
public sealed class PgCloneFixtureOptions : PgCloneDatabaseOptions
{
    /// <summary>
    /// Whether a fixture that overrides <see cref="PgCloneDatabaseFixture.OnRestoredAsync"/> makes a snapshot after it, which clones and resets go back to. It costs a copy of the
    /// database. False saves that where there are none. Default true.
    /// </summary>
    public bool Snapshot { get; set; } = true;
}
