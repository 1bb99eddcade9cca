using PgClone.Hooks;

namespace PgClone.Configuration;

/// <summary>A dump with nothing left open.</summary>
internal sealed record ResolvedDump(
    string? Connection,
    string Database,
    string Storage,
    string ConfigInKey,
    IReadOnlyList<string> Exclude,
    IReadOnlyList<IHook> Hooks);
