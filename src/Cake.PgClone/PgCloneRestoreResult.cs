namespace Cake.PgClone;

/// <summary>A restore that was swapped in.</summary>
/// <param name="Key">The dump it came from.</param>
/// <param name="Database">The database it is now.</param>
/// <param name="Bytes">The dump's size.</param>
/// <param name="Tables">How many tables were filled.</param>
/// <param name="Rows">How many rows were loaded.</param>
/// <param name="Stages">How long each stage took, in the order in which they ran.</param>
/// <param name="Notices">What was passed over or adapted, a sentence each.</param>
/// <param name="Failures">The entries of the dump that are missing here, and why, where the restore was to go on without them.</param>
/// <param name="ConnectionString">The connection string of the database. It may hold a password: show <see cref="DisplayConnectionString"/>.</param>
/// <param name="DisplayConnectionString">The same with no password in it.</param>
public sealed record PgCloneRestoreResult(
    string Key,
    string Database,
    long Bytes,
    int Tables,
    long Rows,
    IReadOnlyList<PgCloneStageTime> Stages,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Failures,
    string ConnectionString,
    string DisplayConnectionString)
{
    /// <summary>A line for the log: no password is in it.</summary>
    public override string ToString() => $"{Key} -> {Database}: {Tables} tables, {Rows} rows, {DisplayConnectionString}";
}
