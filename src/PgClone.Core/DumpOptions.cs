using PgClone.Configuration;
using PgClone.Hooks;

namespace PgClone;

/// <summary>What a dump is asked for explicitly. Null means: as the named configuration or the settings say.</summary>
public sealed record DumpOptions : DumpChoices
{
    /// <summary>The database to dump.</summary>
    public string? Database { get; init; }

    /// <summary>The server, as an Npgsql connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the dump goes.</summary>
    public string? Storage { get; init; }

    /// <summary>The named configuration; default <c>default</c>.</summary>
    public string? Config { get; init; }

    /// <summary>Hooks given as objects; they run after the named ones.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(DumpOptions);
}
