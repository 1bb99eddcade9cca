using System.Text;
using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>
/// Roles that the server lacks, where ownership is left out: a policy is restored for those of its roles that are there. One that is for nobody
/// here, and a user mapping of nobody's, is left out: without the roles it can't be made.
/// </summary>
internal sealed class MissingRoles
{
    public const string Reason = "the server lacks the roles that they are for";

    private readonly bool _holdsBytes;
    private readonly RoleNames _roles;
    private readonly RestoreTarget _target;
    private readonly Dictionary<int, IReadOnlyList<string>> _missing = [];
    private readonly HashSet<int> _leftOut = [];

    public MissingRoles(Archive archive, RoleNames roles, RestoreTarget target)
    {
        _target = target;
        _holdsBytes = archive.HoldsBytes;
        _roles = roles;
        if (roles.KeepsOwners) return;

        foreach (var entry in archive.Entries.Where(e => e.Type is "POLICY" or "USER MAPPING"))
        {
            var named = roles.In(entry.Type, entry.Definition ?? "");
            var missing = named.Select(role => role.Name).Where(IsMissing).ToList();
            if (missing.Count == 0) continue;

            _missing[entry.DumpId] = missing;
            if (missing.Count == named.Count) _leftOut.Add(entry.DumpId);
        }
    }

    /// <summary>Whether the entry is for nobody here, or a remark on one that is.</summary>
    public bool LeavesOut(TocEntry entry) =>
        _leftOut.Contains(entry.DumpId) || (EntryKinds.KindOf(entry) == EntryKind.Remark && entry.Dependencies.Any(_leftOut.Contains));

    /// <summary>A statement of an entry, for those of its roles that are there.</summary>
    public string Rewrite(TocEntry entry, string statement)
    {
        if (!_missing.ContainsKey(entry.DumpId)) return statement;

        var roles = _roles.In(entry.Type, statement);
        var kept = roles.Where(role => !IsMissing(role.Name)).Select(role => statement[role.Start..role.End]);
        return roles is [var first, .., var last] ? statement[..first.Start] + string.Join(", ", kept) + statement[last.End..] : statement;
    }

    /// <summary>What the user should know of entries that are restored, or left out for this.</summary>
    public IEnumerable<string> NoticesFor(IEnumerable<TocEntry> entries) =>
        from entry in entries
        where _missing.ContainsKey(entry.DumpId)
        let roles = string.Join(", ", _missing[entry.DumpId].Select(PostgresIdentifier.Quote))
        select _leftOut.Contains(entry.DumpId)
            ? $"{entry.Describe()} is left out: the server has no role {roles}."
            : $"{entry.Describe()} is restored without {roles}: the server has no such role.";

    // A mapping for everybody names no role. What a name of mere bytes is to the server, only the server knows.
    private bool IsMissing(string role) =>
        !(_holdsBytes && !Ascii.IsValid(role)) && !role.Equals("public", StringComparison.OrdinalIgnoreCase) && _roles.Map(role) is { } name && !_target.Roles.Contains(name);
}
