using System.Diagnostics;

namespace PgClone.Servers;

/// <summary>Points a child process at a database.</summary>
internal static class ProcessStartInfoExtensions
{
    /// <summary>Puts the connection into the environment, in place of what the caller's own variables say about another server.</summary>
    public static void ConnectTo(this ProcessStartInfo start, PostgresServer server, string database)
    {
        foreach (var name in start.Environment.Keys.Where(IsOfLibpq).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in server.GetEnvironment(database)) start.Environment[name] = value;
    }

    private static bool IsOfLibpq(string name) =>
        name.StartsWith("PG", StringComparison.Ordinal) && !name.StartsWith("PGCLONE_", StringComparison.Ordinal);
}
