namespace PgClone.Configuration;

/// <summary>What can be chosen about a dump: explicitly as <see cref="DumpOptions"/>, or by a named configuration. What is null is chosen elsewhere.</summary>
public record DumpChoices
{
    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>; the tables themselves are dumped.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Names of defined hooks to run on the live database before the dump.</summary>
    public IReadOnlyList<string>? PreDumpHooks { get; init; }

    /// <summary>True runs no hook, whichever are chosen or given. Default false.</summary>
    public bool? NoHooks { get; init; }
}
