using PgClone.Archives;
using PgClone.Databases;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Planning;

/// <summary>The extensions that are to be restored, and that the user can't have on the server.</summary>
internal sealed class AbsentExtensions
{
    private readonly RestorePlanOptions _options;
    private readonly List<string> _unknown = [];
    private readonly List<string> _forbidden = [];

    public AbsentExtensions(Archive archive, RestorePlanOptions options, RestoreTarget target)
    {
        _options = options;
        var isAskedFor = archive.Entries.Where(entry => entry.Type == "EXTENSION").Except(Schedulers.In(archive)).Select(entry => entry.Tag).Where(name => !options.Selection.ExcludesExtension(name));
        foreach (var name in isAskedFor.Order(StringComparer.Ordinal))
        {
            if (target.Extensions is not { } known) continue;
            if (!known.TryGetValue(name, out var mayCreate)) _unknown.Add(name);
            else if (!mayCreate && name != BuiltIn) _forbidden.Add(name);
        }
    }

    // Every new database has it.
    private const string BuiltIn = "plpgsql";

    /// <summary>Says which are left out, and why.</summary>
    public IReadOnlyList<string> Notices => _options.LeavesOutMissing
        ?
        [
            .. Notice(_unknown, "the server does not have them"),
            .. Notice(_forbidden, "this user may not create them"),
        ]
        : [];

    /// <summary>What stands in the way of a restore that has to have them all.</summary>
    public IReadOnlyList<Obstacle> Obstacles => _options.NeedsExtensions
        ?
        [
            .. Obstacle(_unknown, "The server does not have these extensions of the dump", "Install their packages on the server"),
            .. Obstacle(_forbidden, "This user may not create these extensions of the dump", "Restore as a superuser"),
        ]
        : [];

    /// <summary>The options of a restore without them, where that was chosen.</summary>
    public RestorePlanOptions LeaveOut(RestorePlanOptions options) => options.LeavesOutMissing
        ? options with { Selection = options.Selection with { ExcludeExtensions = [.. options.Selection.ExcludeExtensions, .. _unknown, .. _forbidden] } }
        : options;

    private static IEnumerable<string> Notice(List<string> names, string why) =>
        names.Count == 0 ? [] : [$"Extensions are left out with what depends on them, as {why}: {names.Count} ({NameList.Join(names)})."];

    private static IEnumerable<Obstacle> Obstacle(List<string> names, string why, string remedy) => names.Count == 0 ? [] :
    [
        new(
            ErrorCode.ExtensionMissing, $"{why}: {string.Join(", ", names)}.",
            $"{remedy}. Or leave out what can't be had, with what depends on it: {string.Join(", ", names.Select(name => $"`--exclude-extension {name}`"))}, or `--missing-extensions leave-out`."),
    ];
}
