namespace PgClone.Configuration;

/// <summary>A named dump configuration. What is null here falls back to the default.</summary>
public sealed record DumpConfig
{
    /// <summary>Tables whose rows are left out, as <c>schema.table</c> with <c>*</c> and <c>?</c>; the tables themselves are dumped.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Hooks to run on the live database before the dump.</summary>
    public IReadOnlyList<string>? PreDumpHooks { get; init; }
}
