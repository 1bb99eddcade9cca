using System.Collections.Concurrent;
using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// What goes with an extension that is left out though the archive does not say that it depends on it: rows, positions and privileges of what the
/// extension makes itself, and constraints that compare by its operators. The server tells: it has nothing of that name. Safe for concurrent use.
/// </summary>
internal sealed class ExtensionParts(RestorePlan plan)
{
    private readonly bool _isOneLeftOut = plan.Skipped.Any(skipped => skipped.Entry.Type == "EXTENSION");
    private readonly HashSet<int> _ids = [.. plan.Archive.Entries.Select(entry => entry.DumpId)];
    private readonly ConcurrentDictionary<int, string> _names = [];

    /// <summary>What was passed over; null if nothing was.</summary>
    public string? Notice => _names.IsEmpty
        ? null
        : $"{_names.Count} entries are not restored: {LeftOut.Extension} ({NameList.Join(_names.OrderBy(part => part.Key).Select(part => part.Value))}).";

    /// <summary>Whether an entry failed only since its extension is left out.</summary>
    public bool Explains(TocEntry entry, NpgsqlException failure) =>
        _isOneLeftOut && failure is PostgresException { SqlState: var state } && entry.Type switch
        {
            "CONSTRAINT" => state is PostgresErrorCodes.UndefinedObject,
            "TABLE DATA" or "SEQUENCE SET" or "ACL" => !entry.Dependencies.Any(_ids.Contains)
                && state is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidSchemaName,
            _ => false,
        };

    public void Add(TocEntry entry) => _names.TryAdd(entry.DumpId, $"{entry.Type} {entry.DisplayName()}");
}
