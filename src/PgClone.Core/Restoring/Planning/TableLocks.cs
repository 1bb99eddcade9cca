using System.Collections.Frozen;

namespace PgClone.Restoring.Planning;

/// <summary>The tables that a task locks, by the dump ids of their entries. Tasks whose locks conflict are not run at once: one would only wait for the other, or both for ever.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Shared">Whether others that lock the same tables in shared mode may run beside it: several indexes of one table are built at once.</param>
internal sealed record TableLocks(FrozenSet<int> Tables, bool Shared)
{
    public static readonly TableLocks None = new([], Shared: true);

    public static TableLocks ShareOf(IEnumerable<int> tables) => new(tables.ToFrozenSet(), Shared: true);

    public static TableLocks ExclusiveOf(IEnumerable<int> tables) => new(tables.ToFrozenSet(), Shared: false);
}
