using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>Opens stores by their location.</summary>
public static class DumpStores
{
    /// <summary>Opens the store at a location. A folder need not exist yet: it is made by the first dump.</summary>
    /// <param name="location">A folder's path, or its <c>file://</c> address.</param>
    /// <param name="baseDirectory">Where a relative path starts from.</param>
    /// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: there is no such kind of store.</exception>
    public static IDumpStore Open(string location, string baseDirectory, ILogger? log = null)
    {
        if (string.IsNullOrWhiteSpace(location)) throw Invalid(location, "The storage location is empty.");

        if (location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.AbsolutePath.Length > 1
                ? new DirectoryStore(uri.LocalPath, log)
                : throw Invalid(location, "The storage location is not a valid file:// address.");
        }

        if (location.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
            throw Invalid(location, "Storage in S3 is not in this version yet.");

        return IsAddress(location)
            ? throw Invalid(location, "There is no storage of that kind.")
            : new DirectoryStore(Path.Combine(baseDirectory, location), log);
    }

    /// <summary>Makes a location independent of where it was given: a folder's relative path gets its beginning, an address stays as it is.</summary>
    /// <param name="location">A folder's path or an address.</param>
    /// <param name="directory">Where a relative path starts from.</param>
    public static string Resolve(string location, string directory) =>
        string.IsNullOrWhiteSpace(location) || IsAddress(location) ? location : Path.GetFullPath(location, directory);

    private static bool IsAddress(string location) =>
        location.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)
        || location.Contains("://", StringComparison.Ordinal);

    // An address may hold credentials between // and @.
    private static PgCloneException Invalid(string location, string what) => new(
        ErrorCode.InvalidOption, what, location.Contains('@', StringComparison.Ordinal) ? null : location,
        advice: "Give the path of a folder.");
}
