using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>
/// Tells what evaluates functions of the dump: they may read any table, so what they yield is right only once that table's rows are there.
/// Where an archive leaves it open, they count as evaluated. An extension's functions are not in a dump: they read at most the extension's own tables.
/// </summary>
internal sealed class DumpedCode
{
    private static readonly HashSet<string> Functions = ["FUNCTION"];

    /// <summary>What calls functions without naming them where it is used.</summary>
    private static readonly HashSet<string> Syntax =
        ["ACCESS METHOD", "AGGREGATE", "CAST", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY", "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE"];

    private static readonly HashSet<string> Relations = ["TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW"];
    private static readonly HashSet<string> Types = ["TYPE", "SHELL TYPE", "DOMAIN", .. Relations];

    private readonly bool _standardConformingStrings;
    private readonly Dictionary<int, TocEntry> _entries;
    private readonly ILookup<int, TocEntry> _dependents;
    private readonly HashSet<int> _running;
    private readonly HashSet<int> _compared;
    private readonly HashSet<int> _queried;
    private readonly bool _comparesOtherTypes;
    private readonly bool _hasHiddenCalls;

    public DumpedCode(Archive archive)
    {
        _standardConformingStrings = archive.StandardConformingStrings;
        _entries = archive.Entries.ToDictionary(e => e.DumpId);
        _dependents = archive.Entries.SelectMany(e => e.Dependencies.Distinct().Select(on => (On: on, Entry: e))).Concat(PartsOfViews(archive)).ToLookup(pair => pair.On, pair => pair.Entry);

        _running = WithDependents(archive.Entries.Where(e => Functions.Contains(e.Type)), PassesOn);
        var running = _running.Select(id => _entries[id]).ToList();
        _hasHiddenCalls = running.Exists(e => Syntax.Contains(e.Type));

        var classes = running.Where(e => e.Type == "OPERATOR CLASS").ToLookup(e => e.Dependencies.Any(on => IsOneOf(Types, on)));
        _comparesOtherTypes = classes.Contains(false);
        var types = classes[true].SelectMany(e => e.Dependencies).Where(on => IsOneOf(Types, on)).Select(on => _entries[on]);
        _compared = WithDependents(types.Concat(running.Where(e => e.Type == "TYPE" && e.Dependencies.Any(IsCode))), (type, on) => Types.Contains(type.Type) && IsOneOf(Types, on.DumpId));

        _queried = WithDependents(running.Where(e => !Relations.Contains(e.Type)), (e, _) => e.Type is "VIEW" or "MATERIALIZED VIEW" or "RULE" or "INDEX");
    }

    /// <summary>Whether a table's definition has such a function evaluated for each row that comes in; its parents' definitions may as well.</summary>
    public bool IsEvaluatedForRowsOf(int table)
    {
        if (_running.Contains(table)) return true;

        return _dependents[table].Where(e => e.Type == "DEFAULT").Prepend(_entries[table]).Any(holder =>
            holder.Dependencies.Any(on => IsCode(on) && IsEvaluated(holder, on)) || (_compared.Contains(table) && CallsOf(holder).AreEvaluated));
    }

    /// <summary>Whether such a function is evaluated to build an index, or a constraint that is one.</summary>
    public bool IsEvaluatedToBuild(TocEntry index)
    {
        if (_running.Count == 0) return false;
        if (index.Dependencies.Any(on => (_running.Contains(on) && !IsOneOf(Relations, on)) || _compared.Contains(on))) return true;

        // What a constraint evaluates stands on its index, which is no entry of its own.
        return index.Type == "CONSTRAINT" && (_comparesOtherTypes || IsEvaluatedExclusion(CallsOf(index)));
    }

    /// <summary>Whether such a function is evaluated to fill a materialized view, or one that it reads.</summary>
    public bool IsEvaluatedToRefresh(TocEntry refresh) => refresh.Dependencies.Any(_queried.Contains);

    /// <summary>A view may get its query by a rule, and what a materialized view's index evaluates is evaluated when it is filled.</summary>
    private IEnumerable<(int On, TocEntry Entry)> PartsOfViews(Archive archive) =>
        from part in archive.Entries
        where part.Type is "RULE" or "INDEX"
        from view in part.Dependencies.Distinct()
        where _entries.TryGetValue(view, out var entry) && entry.Type is "VIEW" or "MATERIALIZED VIEW"
        select (part.DumpId, _entries[view]);

    private bool IsEvaluatedExclusion(ExpressionCalls calls) =>
        !calls.IsWhole || (calls.IsExclusion && (_hasHiddenCalls || _running.Any(id => Functions.Contains(_entries[id].Type) && calls.Calls(_entries[id].Tag))));

    /// <summary>Whether using an entry runs a function if using what it depends on does. Of a relation, its row type is meant.</summary>
    private bool PassesOn(TocEntry entry, TocEntry on) => entry.Type switch
    {
        "DOMAIN" => Types.Contains(on.Type) || IsEvaluated(entry, on.DumpId),
        "TYPE" or "SHELL TYPE" => true,
        var type when Relations.Contains(type) => Types.Contains(on.Type),
        var type => Syntax.Contains(type),
    };

    /// <summary>Whether the definition of a table or domain has what it depends on evaluated elsewhere than in defaults.</summary>
    private bool IsEvaluated(TocEntry holder, int on)
    {
        var calls = CallsOf(holder);
        if (!calls.IsWhole || !calls.AreEvaluated) return !calls.IsWhole;

        return !IsOneOf(Functions, on) || _dependents[on].Any(e => Syntax.Contains(e.Type)) || !calls.OnlyInDefaults(_entries[on].Tag);
    }

    private ExpressionCalls CallsOf(TocEntry entry) => new(entry.Definition, _standardConformingStrings);

    private bool IsCode(int id) => _running.Contains(id) && !IsOneOf(Types, id);

    private bool IsOneOf(HashSet<string> types, int id) => _entries.TryGetValue(id, out var entry) && types.Contains(entry.Type);

    private HashSet<int> WithDependents(IEnumerable<TocEntry> roots, Func<TocEntry, TocEntry, bool> passesOn)
    {
        var open = new Stack<TocEntry>(roots);
        var found = open.Select(e => e.DumpId).ToHashSet();
        while (open.TryPop(out var on))
        {
            foreach (var entry in _dependents[on.DumpId].Where(e => !found.Contains(e.DumpId) && passesOn(e, on)))
            {
                found.Add(entry.DumpId);
                open.Push(entry);
            }
        }

        return found;
    }
}
