using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>Where what has a name in a store lies in the store's folder.</summary>
internal static class StorePath
{
    /// <param name="location">The store's folder.</param>
    /// <param name="name">The name, whose parts are safe.</param>
    /// <param name="shown">What to call it in messages.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDumpKey"/>: a link on the way there leads elsewhere.</exception>
    public static string Of(string location, string name, string shown)
    {
        var path = location;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new PgCloneException(ErrorCode.InvalidDumpKey, $"'{shown}' leads through a symbolic link.", path, advice: "Put a real folder or file in its place.");
        }

        return path;
    }
}
