namespace PgClone.Diagnostics;

/// <summary>The stages of a dump or a restore, in the order in which they run.</summary>
public enum Stage
{
    /// <summary>Coming by a server.</summary>
    Server,

    /// <summary>Running the pre-dump hooks on the live database.</summary>
    PreDumpHooks,

    /// <summary>pg_dump's stream into the store.</summary>
    Dump,

    /// <summary>Finding the dump and reading its table of contents.</summary>
    Open,

    /// <summary>Creating the temporary database.</summary>
    Create,

    /// <summary>Schemas, types, tables, functions.</summary>
    PreData,

    /// <summary>Rows and large objects.</summary>
    Data,

    /// <summary>Indexes, constraints, triggers, privileges.</summary>
    PostData,

    /// <summary>Fresh statistics for the planner.</summary>
    Analyze,

    /// <summary>Running the mask hooks on the temporary database.</summary>
    MaskHooks,

    /// <summary>Running the pre-swap hooks on the temporary database.</summary>
    PreSwapHooks,

    /// <summary>Renaming the temporary database to the target.</summary>
    Swap,

    /// <summary>A dump's way from one store into another.</summary>
    Transfer,
}
