using System.Reflection;

namespace PgClone.Servers.Packages;

/// <summary>The server packages that the running program's project refers to: their build targets note them in its assembly.</summary>
internal static class ReferencedServers
{
    /// <summary>What the notes' keys begin with; a package's id follows without its own beginning: <c>PgClone.Server.17.linux-x64</c>.</summary>
    public const string Prefix = "PgClone.Server.";

    /// <summary>The manifests' paths, by the packages' ids.</summary>
    public static IReadOnlyDictionary<string, string> OfProgram() =>
        (Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
            .Where(note => note.Key.StartsWith(Prefix, StringComparison.Ordinal) && note.Value is not null)
            .ToDictionary(note => note.Key, note => Path.Combine(AppContext.BaseDirectory, note.Value!), StringComparer.Ordinal);

    /// <summary>The id of the package for a version and system.</summary>
    public static string IdOf(int major, string rid) => FormattableString.Invariant($"{Prefix}{major}.{rid}");
}
