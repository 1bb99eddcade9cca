using PgClone.Databases;
using PgClone.Storage;

namespace PgClone;

/// <summary>What a restore would do. Nothing was changed.</summary>
/// <param name="Key">The dump that would be restored, or how a database of the server was asked for.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Server">The server, as <c>host:port</c>.</param>
/// <param name="IsLocalServer">Whether that is on this machine.</param>
/// <param name="Database">The database that would be restored into.</param>
/// <param name="Replaced">What would be replaced; null where there is no database of that name.</param>
/// <param name="Jobs">How many connections would be used at once.</param>
/// <param name="Hooks">The hooks that would run, in their order: those that mask come first.</param>
/// <param name="Notices">What would be left out and what else is to be known, a sentence each.</param>
/// <param name="Obstacles">What it would be refused for, a sentence each; none where nothing stands in the way.</param>
public sealed record RestorePreview(
    DumpKey Key,
    long Bytes,
    string Server,
    bool IsLocalServer,
    string Database,
    ReplacedDatabase? Replaced,
    int Jobs,
    IReadOnlyList<string> Hooks,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Obstacles)
{
    /// <summary>Whether it would be restored from a database on the server.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether the database holds that dump already, so that nothing would be restored.</summary>
    public bool IsUnchanged { get; init; }
}
