using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>A dump of a later major version than the server's, which may hold what that server can't be told.</summary>
internal static class LaterDump
{
    /// <param name="dumped">The version of the server that was dumped; null: it is not known.</param>
    /// <param name="server">The one to restore into.</param>
    /// <returns>A sentence, or none where the server will do.</returns>
    public static IReadOnlyList<string> Notices(PostgresVersion? dumped, PostgresServer server) => dumped is { } later && later.Major > server.Version.Major
        ? [$"The dump comes from PostgreSQL {later.Major}, and the server is {server.Version.Major}: what only the newer one knows will be refused. {Remedy(later.Major, server)}"]
        : [];

    private static string Remedy(int major, PostgresServer server) => server.IsEmbedded
        ? $"To restore into {major}, set server.version (PGCLONE_SERVER_VERSION) to {major}; where PostgreSQL {major} is not installed, run `pgclone server install {major}` first."
        : $"To have all of it, restore into a server of PostgreSQL {major} or later.";
}
