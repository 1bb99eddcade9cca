using System.Globalization;
using System.Text.RegularExpressions;

namespace PgClone.Restoring;

/// <summary>What pg_restore would restore of an archive, as it lists it itself: so it is known for archives, too, that are not understood here.</summary>
/// <param name="Entries">The dump ids, in order.</param>
/// <param name="PublicSchema">Those of them that create the schema <c>public</c>, which every new database has.</param>
/// <param name="PublicOwner">The owner of that schema; empty where nobody is named.</param>
internal sealed partial record PgRestoreList(IReadOnlyList<int> Entries, IReadOnlyList<int> PublicSchema, string PublicOwner)
{
    /// <summary>Reads what <c>pg_restore --list</c> writes.</summary>
    public static PgRestoreList Parse(string list)
    {
        var entries = Entry().Matches(list);
        var schemas = entries.Where(entry => entry.Groups["owner"].Success).ToList();
        return new PgRestoreList([.. entries.Select(IdOf)], [.. schemas.Select(IdOf)], schemas.Select(entry => entry.Groups["owner"].Value.Trim()).FirstOrDefault() ?? "");

        static int IdOf(Match entry) => int.Parse(entry.Groups["id"].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The list without the schema <c>public</c>, as <c>--use-list</c> takes it.</summary>
    public string WithoutPublicSchema() => string.Concat(Entries.Except(PublicSchema).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id};\n")));

    [GeneratedRegex(@"^(?<id>\d+); \d+ \d+ (?:SCHEMA - public (?<owner>.*)|.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();
}
