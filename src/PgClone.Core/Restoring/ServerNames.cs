using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring;

/// <summary>What an archive names that is no part of a database: which of it a server has decides what can be restored there.</summary>
/// <param name="Roles">The roles, by the names that they get.</param>
/// <param name="Tablespaces">The tablespaces, by the names that they get.</param>
internal sealed record ServerNames(IReadOnlyCollection<string> Roles, IReadOnlyCollection<string> Tablespaces)
{
    public static readonly ServerNames None = new([], []);

    public static ServerNames In(Archive archive, RestorePlanOptions options)
    {
        var roles = options.RolesOf(archive);
        return new ServerNames(
            Distinct(archive.Entries
                .SelectMany(entry => roles.In(entry.Type, entry.Definition ?? "").Select(role => role.Name).Append(entry.Owner ?? ""))
                .Concat(DatabaseSettings.Of(archive, roles).Settings.Select(setting => setting.Role ?? ""))
                .Select(roles.Map)),
            Distinct(archive.Entries.Select(entry => options.TablespaceOf(entry.Tablespace ?? ""))));
    }

    private static IReadOnlyCollection<string> Distinct(IEnumerable<string> names) => [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
}
