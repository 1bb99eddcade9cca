using System.Collections.Concurrent;
using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

/// <summary>Decides what a failed entry means: the end of the restore or, where it is to go on, a place in this list. Safe for concurrent use.</summary>
internal sealed class FailureList(bool goesOn, IProgress<ProgressEvent>? listener)
{
    // Connection, resources, intervention of an operator, system: the next entry would fare no better.
    private static readonly string[] FatalClasses = ["08", "53", "57", "58"];

    private readonly ConcurrentQueue<FailedEntry> _failures = [];

    /// <summary>Notes a failure, or throws it.</summary>
    /// <exception cref="PgCloneException">The failure: the restore stops at the first one, or the server did not merely refuse this entry.</exception>
    public void Add(TocEntry entry, PgCloneException failure)
    {
        if (!goesOn || failure.InnerException is not PostgresException refusal || FatalClasses.Contains(refusal.SqlState[..2])) throw failure;

        var failed = new FailedEntry(entry.Describe(), failure.Code, refusal.SqlState, failure.Why!);
        _failures.Enqueue(failed);
        listener?.Report(new EntryFailed(failed));
    }

    public IReadOnlyList<FailedEntry> ToList() => [.. _failures];
}
