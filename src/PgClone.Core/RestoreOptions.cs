using PgClone.Configuration;
using PgClone.Hooks;

namespace PgClone;

/// <summary>What a restore is asked for explicitly. Null means: as the named configuration or the settings say.</summary>
public sealed record RestoreOptions : RestoreChoices
{
    /// <summary>A dump key, a database's name for its latest dump, or <c>:name</c> for a database on the server, <c>:previous</c> and <c>:current</c> among them. Null means the latest dump of <see cref="Database"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The database to restore into; default: the settings' database, else the one that was dumped.</summary>
    public string? Database { get; init; }

    /// <summary>The server, as an Npgsql connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the dump lies.</summary>
    public string? Storage { get; init; }

    /// <summary>The named configuration; default <c>default</c>.</summary>
    public string? Config { get; init; }

    /// <summary>Hooks given as objects; they run after the named ones.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(RestoreOptions);
}
