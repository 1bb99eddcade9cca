using PgClone.Archives;
using PgClone.Servers;

namespace PgClone.Restoring.Planning;

/// <summary>
/// Foreign keys that rows would violate, because the rows that they refer to are left out. They are added as NOT VALID: then they hold for new
/// rows, and nobody checks those that are there.
/// </summary>
internal sealed class UncheckedKeys
{
    private readonly TableFamilies _families;
    private readonly HashSet<int> _filled;
    private readonly HashSet<int> _notValid;
    private readonly HashSet<int> _refused;

    /// <param name="families">The archive's tables.</param>
    /// <param name="restored">The entries that are restored.</param>
    /// <param name="server">The server's version.</param>
    public UncheckedKeys(TableFamilies families, IReadOnlyList<TocEntry> restored, PostgresVersion server)
    {
        _families = families;
        _filled = [.. restored.Where(e => e.Type == "TABLE DATA").Select(e => families.RelationsOf(e).FirstOrDefault())];
        var keys = restored.Where(e => e.Type == "FK CONSTRAINT" && IsChecked(e) && RefersToLeftOutRows(e)).ToLookup(e => CanStayUnchecked(e, server), e => e.DumpId);
        (_notValid, _refused) = ([.. keys[true]], [.. keys[false]]);
    }

    /// <summary>Whether the entry is a key to be added as NOT VALID.</summary>
    public bool Contains(TocEntry entry) => _notValid.Contains(entry.DumpId);

    /// <summary>Whether the entry is a key that the server would check all the same, or a remark on one.</summary>
    public bool IsRefused(TocEntry entry) => _refused.Contains(entry.DumpId) || entry.Dependencies.Any(_refused.Contains);

    private bool CanStayUnchecked(TocEntry key, PostgresVersion server) =>
        server.Major >= 18 || _families.OwnerOf(key) is not { } table || !_families.IsPartitioned(table);

    private static bool IsChecked(TocEntry key) =>
        key.Definition?.TrimEnd('\n', ';') is { } sql && !sql.EndsWith(" NOT VALID", StringComparison.Ordinal) && !sql.EndsWith(" NOT ENFORCED", StringComparison.Ordinal);

    private bool RefersToLeftOutRows(TocEntry key)
    {
        var owner = _families.OwnerOf(key);
        var others = _families.RelationsOf(key).Where(table => table != owner).ToList();
        var referenced = others.Count == 0 ? _families.RelationsOf(key) : others;
        return owner is { } table
            && _families.WithDescendants(table).Any(_filled.Contains)
            && referenced.SelectMany(_families.WithDescendants).Any(other => _families.HoldsRows(other) && !_filled.Contains(other));
    }
}
