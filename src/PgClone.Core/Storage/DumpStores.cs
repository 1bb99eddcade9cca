using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>Opens stores by their location. Here alone is said how a location is read.</summary>
public static class DumpStores
{
    private const string Home = "~";

    /// <summary>Opens the store at a location. A folder need not exist yet: it is made by the first dump.</summary>
    /// <param name="location">A folder's path, with <c>~</c> for the user's own, its <c>file://</c> address, or <c>s3://bucket/prefix</c>, which
    /// needs the package PgClone.S3.</param>
    /// <param name="baseDirectory">Where a relative path starts from.</param>
    /// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: there is no such kind of store.</exception>
    public static IDumpStore Open(string location, string baseDirectory, ILogger? log = null)
    {
        if (string.IsNullOrWhiteSpace(location)) throw Invalid(location, "The storage location is empty.");
        if (HasScheme(location, "file:")) return new DirectoryStore(PathOf(location), log);
        if (HasScheme(location, "s3:")) return OpenS3(location, log);
        if (IsAddress(location)) throw Invalid(location, "There is no storage of that kind.");

        return new DirectoryStore(Path.Combine(baseDirectory, Expand(location)), log);
    }

    /// <summary>Makes a location independent of where it was given: a folder's relative path gets its beginning, an address stays as it is.</summary>
    /// <param name="location">A folder's path or an address.</param>
    /// <param name="directory">Where a relative path starts from.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: it starts with another user's folder.</exception>
    public static string Resolve(string location, string directory) =>
        string.IsNullOrWhiteSpace(location) || IsAddress(location) ? location : Path.GetFullPath(Expand(location), directory);

    /// <summary>
    /// The libraries that speak S3 are a package of their own, which is not loaded before it is needed. Its name stands here as it is, so that a
    /// native tool knows what to keep.
    /// </summary>
    private static IDumpStore OpenS3(string location, ILogger? log)
    {
        if (Type.GetType("PgClone.S3.S3Stores, PgClone.S3") is not { } type || Activator.CreateInstance(type) is not IDumpStoreProvider stores)
            throw new PgCloneException(ErrorCode.InvalidOption, "Storage in S3 needs the package PgClone.S3.", advice: "Add the package PgClone.S3 to the project.");

        return stores.Open(location, log);
    }

    /// <summary>A shell would have done this, but pgclone.json and variables are read by none.</summary>
    private static string Expand(string path)
    {
        if (!OperatingSystem.IsWindows() && path is [_, ':', '\\', ..]) throw Invalid(path, "The storage location is a path of Windows.");
        if (!path.StartsWith(Home, StringComparison.Ordinal)) return path;
        if (path.Length > 1 && path[1] != '/' && path[1] != Path.DirectorySeparatorChar)
            throw Invalid(path, "The storage location starts with the folder of another user.");

        return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
    }

    private static string PathOf(string address)
    {
        var isRead = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.AbsolutePath.Length > 1;
        if (!isRead) throw Invalid(address, "The storage location is not a valid file:// address.");
        if (uri!.Query.Length > 0 || uri.Fragment.Length > 0) throw Invalid(address, "The file:// address holds ? or #; in a path they are written %3F and %23.");

        if (uri.IsUnc && !OperatingSystem.IsWindows()) throw Invalid(address, "The file:// address names another machine; a folder of this one has three slashes: file:///dumps.");

        return Path.IsPathFullyQualified(uri.LocalPath) ? uri.LocalPath : throw Invalid(address, "The file:// address is that of a folder on another system.");
    }

    private static bool HasScheme(string location, string scheme) => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string location) =>
        HasScheme(location, "file:") || HasScheme(location, "s3:") || location.Contains("://", StringComparison.Ordinal);

    // An address may hold credentials between // and @.
    private static PgCloneException Invalid(string location, string what) => new(
        ErrorCode.InvalidOption, what, location.Contains('@', StringComparison.Ordinal) ? null : location,
        advice: "Give the path of a folder, or s3://bucket/prefix.");
}
