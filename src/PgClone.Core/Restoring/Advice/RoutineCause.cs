using System.Text.RegularExpressions;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Advice;

/// <summary>
/// A function of the archive fails while rows come in or an index is built. Mostly it names things without their schema: pg_dump has them
/// restored under an empty search_path. The context of the server's answer holds the function's name in every language.
/// </summary>
internal sealed class RoutineCause(Archive archive)
{
    // In a context a name ends with its arguments or with one of the quotes that languages have.
    private const string EndOfName = """(?="?\(|[\s\u00A0\u202F]?["'»«”“’])""";

    private readonly Lazy<RoutineNames> _names = new(() => new RoutineNames(archive));

    public string? Of(FailedStep failed)
    {
        if (FindIn(ServerRefusal.ContextOfCode(failed.Refusal)) is not { } routine) return null;
        if (!failed.LacksObject || !_names.Value.ReliesOnSearchPath(routine, out var schemas))
            return $"{routine.Entry.Type} {routine.Entry.DisplayName()} of the dump fails here: mend it where the dump comes from, and dump again; or go on without it: {failed.GoingOn}.";

        return $"{routine.Entry.Type} {routine.Entry.DisplayName()} relies on search_path, which is empty while a dump is restored. Run `{routine.AlterStatement} "
            + $"SET search_path = {string.Join(", ", schemas.Select(PostgresIdentifier.Quote))}` where the dump comes from, and dump again; or go on without it: {failed.GoingOn}.";
    }

    /// <summary>The routine that is named first: the innermost.</summary>
    private ArchivedRoutine? FindIn(string context) => context.Length == 0
        ? null
        : _names.Value.Routines
            .Select(routine => (Routine: routine, Place: Regex.Match(context, $"(?<!\\w){Regex.Escape(routine.Name)}{EndOfName}", RegexOptions.CultureInvariant)))
            .Where(found => found.Place.Success)
            .OrderBy(found => found.Place.Index)
            .ThenByDescending(found => context.Contains(found.Routine.Entry.DisplayName().Replace(", ", ",", StringComparison.Ordinal), StringComparison.Ordinal))
            .ThenBy(found => found.Routine.HasSearchPath)
            .Select(found => found.Routine)
            .FirstOrDefault();
}
