using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone;

/// <summary>A restore that was swapped in.</summary>
/// <param name="Key">The dump it came from.</param>
/// <param name="Database">The database it is now.</param>
/// <param name="Bytes">The dump's size.</param>
/// <param name="Tables">How many tables were filled.</param>
/// <param name="Rows">How many rows were loaded.</param>
/// <param name="Stages">How long each stage took, in the order in which they ran.</param>
/// <param name="Entries">How long each entry of the data and post-data took, the longest first. They overlap: several are worked on at once.</param>
/// <param name="Notices">What was passed over or adapted, a sentence each.</param>
/// <param name="Failures">The entries of the dump that are missing here, where the restore was to go on without them.</param>
/// <param name="ConnectionString">The connection string of the database. It may hold a password: show <see cref="DisplayConnectionString"/>.</param>
/// <param name="DisplayConnectionString">The same with no password in it.</param>
public sealed record RestoreResult(
    DumpKey Key,
    string Database,
    long Bytes,
    int Tables,
    long Rows,
    IReadOnlyList<StageTime> Stages,
    IReadOnlyList<EntryTime> Entries,
    IReadOnlyList<string> Notices,
    IReadOnlyList<FailedEntry> Failures,
    string ConnectionString,
    string DisplayConnectionString)
{
    /// <summary>What became of the database that had the name before.</summary>
    public PreviousDatabase Previous { get; init; }

    /// <summary>Whether it came from a database on the server: <see cref="Key"/> then is how that was asked for, and nobody has counted <see cref="Tables"/> and <see cref="Rows"/>.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether nothing was restored, as the database held the dump already; <see cref="Tables"/> and <see cref="Rows"/> are then those of that restore.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Whether it was copied from a template on the server, which an earlier restore of the same had left there; <see cref="Entries"/> is then empty.</summary>
    public bool IsCopy { get; init; }

    /// <summary>What was restored, and where to. Connection strings, which may hold a password, are never printed.</summary>
    public override string ToString() => $"{Key} -> {Database}";
}
