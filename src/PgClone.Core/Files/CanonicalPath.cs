namespace PgClone.Files;

/// <summary>One spelling for one place, however many symbolic links lead to it.</summary>
internal static class CanonicalPath
{
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent) return full;

        var here = Path.Combine(Resolve(parent), Path.GetFileName(full));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Resolve(target.FullName) : here;
    }

    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static bool AreSame(string path, string other) => string.Equals(
        Resolve(path), Resolve(other), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
