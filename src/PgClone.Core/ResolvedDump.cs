using PgClone.Configuration;
using PgClone.Dumping;
using PgClone.Hooks;

namespace PgClone;

/// <summary>A dump with nothing left open.</summary>
internal sealed record ResolvedDump(
    string? Connection,
    string Database,
    string? Storage,
    string ConfigInKey,
    DumpChoices Choices,
    DumpContent Content,
    IReadOnlyList<IHook> Hooks)
{
    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(ResolvedDump);
}
