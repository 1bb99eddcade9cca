using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>A piece of work that runs on one connection once what it depends on is done.</summary>
internal abstract record RestoreTask
{
    /// <summary>Its place in <see cref="RestorePlan.Tasks"/>.</summary>
    public int Id { get; init; }

    /// <summary>The stage that it counts for.</summary>
    public required Stage Stage { get; init; }

    /// <summary>The tasks that have to be done first; their ids are lower than this one's.</summary>
    public IReadOnlyList<int> DependsOn { get; init; } = [];

    /// <summary>What it locks.</summary>
    public TableLocks Locks { get; init; } = TableLocks.None;

    /// <summary>A guess at how long it takes, in the time that a byte of a data block takes to load.</summary>
    public long Cost { get; init; }

    /// <summary>How many connections it can make use of.</summary>
    public virtual int Connections => 1;

    /// <summary>How many TOC entries it restores.</summary>
    public virtual int Entries => 1;

    /// <summary>What it counts for in a progress display.</summary>
    public int Weight => Math.Max(1, Entries);

    /// <summary>What it works on, for messages.</summary>
    public abstract string Name { get; }
}

/// <summary>Runs the SQL of entries, one after the other.</summary>
internal sealed record SqlTask(IReadOnlyList<RestoreStep> Steps) : RestoreTask
{
    /// <summary>The bytes of data blocks whose rows it sorts, for a b-tree.</summary>
    public long SortedBytes { get; init; }

    public override int Entries => Steps.Count;

    public override string Name => Steps is [var step] ? step.Entry.Describe() : $"{Steps.Count} entries";
}

/// <summary>Loads the rows of a large table, or of many small ones, one after the other.</summary>
/// <param name="Loads">The tables.</param>
/// <param name="Parts">Over how many connections a large table's rows are best spread.</param>
internal sealed record TableDataTask(IReadOnlyList<TableLoad> Loads, int Parts) : RestoreTask
{
    public override int Connections => Parts;

    public override int Entries => Loads.Count;

    public override string Name => Loads is [var load] ? load.Entry.Describe() : $"{Loads.Count} small tables";
}

/// <summary>Loads the large objects of one BLOBS entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Block">Where its data block lies.</param>
internal sealed record LargeObjectsTask(TocEntry Entry, BlockLocation Block) : RestoreTask
{
    public override string Name => Entry.Describe();
}

/// <summary>Gathers fresh statistics.</summary>
/// <param name="Relations">The relations' quoted names.</param>
internal sealed record AnalyzeTask(IReadOnlyList<string> Relations) : RestoreTask
{
    public override int Entries => 0;

    public override string Name => Relations is [var relation] ? "ANALYZE " + relation : $"ANALYZE of {Relations.Count} tables";
}

/// <summary>Does nothing: one place to wait for many tasks.</summary>
internal sealed record Milestone(string Name) : RestoreTask
{
    public override int Entries => 0;

    public override string Name { get; } = Name;
}
