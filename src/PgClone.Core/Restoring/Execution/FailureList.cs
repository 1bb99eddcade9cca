using System.Collections.Concurrent;
using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Decides what a failed entry means: the end of the restore or, where it is to go on, a place in this list. What counts is whether there are sessions to go on
/// with, not the SQLSTATE: code of the dump may raise any. Safe for concurrent use.
/// </summary>
internal sealed class FailureList(bool goesOn, IProgress<ProgressEvent>? listener, ExtensionParts? parts = null)
{
    private readonly ConcurrentQueue<FailedEntry> _failures = [];

    /// <summary>Notes a failure, or throws it.</summary>
    /// <param name="sessions">The sessions that were at it: each has a connection afterwards.</param>
    /// <param name="entry">What failed.</param>
    /// <param name="failure">How.</param>
    /// <param name="cancellationToken">Gives up replacing a session.</param>
    /// <exception cref="PgCloneException">
    /// The failure, as the restore stops at the first one, or not even the archive can be read; or that a session is lost and can't be replaced.
    /// </exception>
    public async Task AddAsync(IReadOnlyList<RestoreSession> sessions, TocEntry entry, PgCloneException failure, CancellationToken cancellationToken)
    {
        foreach (var session in sessions) await session.RecoverAsync(SessionLoss.Of(failure), cancellationToken).ConfigureAwait(false);
        if (failure.InnerException is NpgsqlException e && IsOfExtension(entry, e))
        {
            parts!.Add(entry);
            return;
        }

        if (!goesOn || failure.InnerException is not NpgsqlException refusal) throw failure;

        var failed = new FailedEntry(entry.Describe(), failure.Code, refusal.SqlState ?? PostgresErrorCodes.ConnectionFailure, failure.Why!);
        _failures.Enqueue(failed);
        listener?.Report(new EntryFailed(failed));
    }

    /// <summary>Whether an entry fails only since its extension is left out, which is no failure.</summary>
    public bool IsOfExtension(TocEntry entry, NpgsqlException e) => parts?.Explains(entry, e) == true;

    /// <summary>That the database has none of the tables that it should have: it is no copy, whatever was to be done about errors.</summary>
    public PgCloneException OfNoTables() => new(
        ErrorCode.RestoreStatementFailed, "None of the dump's tables could be restored.", _failures.FirstOrDefault()?.Entry, _failures.FirstOrDefault()?.Reason,
        "Restore without going on after an error, to see the first one and what can be done about it.");

    public bool IsEmpty => _failures.IsEmpty;

    public IReadOnlyList<FailedEntry> ToList() => [.. _failures];
}
