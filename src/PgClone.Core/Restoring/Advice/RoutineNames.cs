using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Advice;

/// <summary>An archive's routines, and which of its objects they name without a schema.</summary>
internal sealed class RoutineNames
{
    private readonly bool _standardConformingStrings;
    private readonly ILookup<string, string> _schemas;
    private readonly HashSet<string> _qualifiers;

    public RoutineNames(Archive archive)
    {
        _standardConformingStrings = archive.StandardConformingStrings;
        var objects = archive.Entries.Where(e => e.Section == ArchiveSection.PreData && e.Namespace is { Length: > 0 }).ToList();
        _schemas = objects.ToLookup(e => e.Tag.Split('(')[0], e => e.Namespace!);
        _qualifiers = [.. objects.Select(e => e.Namespace!)];
        Routines = [.. objects.Select(e => ArchivedRoutine.Read(e, archive.StandardConformingStrings)).OfType<ArchivedRoutine>()];
    }

    public IReadOnlyList<ArchivedRoutine> Routines { get; }

    /// <summary>Whether a routine that did not find something looks it up by the search_path of whoever calls it.</summary>
    /// <param name="routine">The routine.</param>
    /// <param name="schemas">The search_path that it needs: its own schema, and those of what it names without one.</param>
    public bool ReliesOnSearchPath(ArchivedRoutine routine, out IReadOnlyList<string> schemas)
    {
        schemas = [];
        if (routine.HasSearchPath || routine.Body is null) return false;

        var names = NamesIn(routine.Body);
        var bare = names.Where(name => !name.IsQualified).SelectMany(name => _schemas[name.Name]).Distinct().ToList();
        schemas = [.. new[] { routine.Entry.Namespace! }.Concat(bare).Distinct()];
        // What it names may be an extension's, which the archive does not list.
        return bare.Count > 0 || !names.Any(name => name.IsQualified);
    }

    /// <summary>The names in a body that may stand for objects, and whether a schema of the archive is before each.</summary>
    private HashSet<(string Name, bool IsQualified)> NamesIn(string body)
    {
        var names = new HashSet<(string, bool)>();
        var (qualifier, previous) = ("", "");
        var lexer = new SqlLexer(body, _standardConformingStrings);
        while (lexer.Read(out var token))
        {
            var text = lexer.Text.ToString();
            if (token == SqlToken.Word || text[0] == '"')
            {
                var name = token == SqlToken.Word ? text.ToLowerInvariant() : PostgresIdentifier.Unquote(text);
                if (previous != ".") names.Add((name, false));
                else if (_qualifiers.Contains(qualifier)) names.Add((name, true));
                if (previous != ".") qualifier = name;
            }

            previous = text;
        }

        return names;
    }
}
