using PgClone.Hooks;

namespace PgClone;

/// <summary>What a dump is asked for explicitly. Null means: as the named configuration or the settings say.</summary>
public sealed record DumpOptions
{
    /// <summary>The database to dump.</summary>
    public string? Database { get; init; }

    /// <summary>The server, as an Npgsql connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the dump goes.</summary>
    public string? Storage { get; init; }

    /// <summary>The named configuration; default <c>default</c>.</summary>
    public string? Config { get; init; }

    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Names of defined hooks to run on the live database first.</summary>
    public IReadOnlyList<string>? PreDumpHooks { get; init; }

    /// <summary>Hooks given as objects; they run after the named ones.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(DumpOptions);
}
