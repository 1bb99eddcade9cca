namespace PgClone.Xunit;

/// <summary>What a fixture is asked for.</summary>
public sealed class PgCloneFixtureOptions : PgCloneDatabaseOptions
{
    /// <summary>
    /// Whether a fixture that overrides <see cref="PgCloneDatabaseFixture.OnRestoredAsync"/> makes a snapshot after it, which clones and resets go back to. It costs a copy of the
    /// database. False saves that where there are none. Default true.
    /// </summary>
    public bool Snapshot { get; set; } = true;

    /// <summary>
    /// How long the database of a failed test is kept that had a copy for itself, for somebody to look at: the next use of PgClone on the server after that time drops it. The test's output says how to
    /// connect, and what differs from a fresh copy. Null, the default: it is dropped with the test.
    /// </summary>
    public TimeSpan? KeepFailedTests { get; set; }
}
