namespace PgClone.Configuration;

/// <summary>What can be chosen about a dump: explicitly as <see cref="DumpOptions"/>, or by a named configuration. What is null is chosen elsewhere.</summary>
public record DumpChoices
{
    /// <summary>Schemas to dump; all others are left out with what is in them.</summary>
    public IReadOnlyList<string>? IncludeSchemas { get; init; }

    /// <summary>Schemas to leave out with what is in them and what depends on it.</summary>
    public IReadOnlyList<string>? ExcludeSchemas { get; init; }

    /// <summary>Tables to dump: <c>schema.table</c>, with <c>*</c> and <c>?</c>; all others are left out with what depends on them.</summary>
    public IReadOnlyList<string>? IncludeTables { get; init; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeTables { get; init; }

    /// <summary>Tables whose rows are dumped; all others are dumped without rows.</summary>
    public IReadOnlyList<string>? IncludeData { get; init; }

    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>; the tables themselves are dumped.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>True leaves out large objects. Default false.</summary>
    public bool? NoLargeObjects { get; init; }

    /// <summary>How the dump is compressed: <c>auto</c>, <c>none</c>, <c>gzip</c>, <c>lz4</c> or <c>zstd</c>, and a level behind a colon. Default <c>auto</c>.</summary>
    public string? Compress { get; init; }

    /// <summary>A snapshot that <c>pg_export_snapshot()</c> gave, whose transaction is still open: what it sees is dumped. Default: one of pg_dump's own.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Other arguments of pg_dump, each with its value in one: <c>--lock-wait-timeout=5s</c>.</summary>
    public IReadOnlyList<string>? DumpArguments { get; init; }

    /// <summary>Names of defined hooks to run on the live database before the dump.</summary>
    public IReadOnlyList<string>? PreDumpHooks { get; init; }

    /// <summary>True runs no hook, whichever are chosen or given. Default false.</summary>
    public bool? NoHooks { get; init; }
}
