using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring;

/// <summary>The roles that an archive names: which of them a server has decides what can be restored there.</summary>
internal static class ArchiveRoles
{
    /// <param name="archive">The archive.</param>
    /// <param name="roles">The names that its roles get.</param>
    public static IReadOnlyCollection<string> In(Archive archive, RoleNames roles) =>
    [
        .. archive.Entries
            .SelectMany(entry => roles.In(entry.Type, entry.Definition ?? "").Select(role => role.Name).Append(entry.Owner ?? ""))
            .Concat(DatabaseSettings.Of(archive, roles).Settings.Select(setting => setting.Role ?? ""))
            .Select(roles.Map)
            .Where(role => role.Length > 0)
            .Distinct(StringComparer.Ordinal),
    ];
}
