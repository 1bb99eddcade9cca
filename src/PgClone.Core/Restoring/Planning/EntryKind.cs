namespace PgClone.Restoring.Planning;

/// <summary>When an entry has its turn; in this order.</summary>
internal enum EntryKind
{
    /// <summary>Before the rows, one after the other.</summary>
    PreData,

    /// <summary>Rows, large objects, sequence positions.</summary>
    Data,

    /// <summary>An index, or a constraint that is one: as soon as its table's rows are in.</summary>
    Index,

    /// <summary>What could act on rows, or look at them, while they are loaded: after the last of them.</summary>
    PostData,

    /// <summary>A comment or security label.</summary>
    Remark,

    /// <summary>Privileges: after the rows, since an owner may have revoked the right to write them.</summary>
    Acl,

    /// <summary>Planner statistics of tables.</summary>
    TableStatistics,

    /// <summary>The refresh of a materialized view, which needs its owner's privileges.</summary>
    Refresh,

    /// <summary>Planner statistics of indexes and materialized views.</summary>
    OtherStatistics,

    /// <summary>An event trigger or a remark on one: nothing that a restore does may fire it.</summary>
    EventTrigger,
}
