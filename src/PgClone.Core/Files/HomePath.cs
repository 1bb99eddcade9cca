namespace PgClone.Files;

/// <summary>Paths that begin with the user's own folder, as shells write it: <c>~</c>. pgclone.json and variables are read by none.</summary>
internal static class HomePath
{
    /// <summary>The path with the folder in place of <c>~</c>. Another user's (<c>~other</c>) is none, but a name as any.</summary>
    public static string Expand(string path) =>
        path is "~" or ['~', '/', ..] || (path is ['~', var separator, ..] && separator == Path.DirectorySeparatorChar)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;
}
