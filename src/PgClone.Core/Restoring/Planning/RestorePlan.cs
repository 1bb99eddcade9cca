using PgClone.Archives;
using PgClone.Databases;

namespace PgClone.Restoring.Planning;

/// <summary>What a restore does, in which order: pure data, made without touching a server.</summary>
internal sealed record RestorePlan
{
    public required Archive Archive { get; init; }

    /// <summary>The server that it is made for.</summary>
    public required RestoreTarget Target { get; init; }

    /// <summary>What every session starts with.</summary>
    public required IReadOnlyList<string> SessionStart { get; init; }

    /// <summary>The schema, in order, on one connection.</summary>
    public required IReadOnlyList<RestoreStep> PreData { get; init; }

    /// <summary>Everything else; a task depends only on tasks before it.</summary>
    public required IReadOnlyList<RestoreTask> Tasks { get; init; }

    /// <summary>What is not restored, and why.</summary>
    public required IReadOnlyList<SkippedEntry> Skipped { get; init; }

    /// <summary>What of it can't be had on the server.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];

    /// <summary>What the user should know, a sentence each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }
}
