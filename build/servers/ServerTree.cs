using System.Formats.Tar;
using System.IO.Compression;

namespace PgClone.ServerPackages;

/// <summary>The files of a server, by their paths below its folder: without what a server for tests has no use for, each library under the name that it is looked up by.</summary>
internal static class ServerTree
{
    private const string NpmFolder = "package/native/";

    // What links programs and what documents them; languages that need an interpreter of the machine's; what belongs to other products of the Windows installer.
    private static readonly string[] UnwantedParts =
    [
        "/pkgconfig/", "/pgxs/", "/doc/", "/locale/", "/man/", "/bitcode/", "/include/", "ecpg", "pgtypes", "plperl", "plpython", "pltcl", "icutu", "icuio",
        "testplug", "/test_", "libedit", "dummy_", "/wx", "StackBuilder", "stackbuilder", "libcurl", "libpq-oauth", "system_stats", "pldbgapi", "plugin_debugger",
    ];

    private static readonly string[] UnwantedEnds = [".a", ".lib", ".pdb", ".h", "pg-symlinks.json"];

    public static async Task<SortedDictionary<string, byte[]>> ReadAsync(byte[] npmPackage)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await using var tar = new TarReader(new GZipStream(new MemoryStream(npmPackage), CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !entry.Name.StartsWith(NpmFolder, StringComparison.Ordinal)) continue;

            var name = entry.Name[NpmFolder.Length..];
            if (IsUnwanted(name)) continue;

            using var content = new MemoryStream();
            if (entry.DataStream is { } data) await data.CopyToAsync(content);
            files[name] = content.ToArray();
        }

        NameLibraries(files);
        // Where a library is there that an extension needs and its package left out, that extension can't be created: it is none of ours.
        foreach (var name in files.Keys.Where(name => Lacks(files, name, "libxslt.1.dylib")).ToList()) RemoveExtension(files, Path.GetFileNameWithoutExtension(name));
        return files;
    }

    private static bool IsUnwanted(string name) =>
        UnwantedEnds.Any(end => name.EndsWith(end, StringComparison.Ordinal)) || UnwantedParts.Any(part => ("/" + name).Contains(part, StringComparison.Ordinal));

    /// <summary>npm has no links: a library has its own name there, and programs ask for the one that it says of itself.</summary>
    private static void NameLibraries(SortedDictionary<string, byte[]> files)
    {
        foreach (var (name, content) in files.ToList())
        {
            if (!name.StartsWith("lib/", StringComparison.Ordinal) || LinkedLibraries.Read(content).OwnName is not { } own) continue;

            var wanted = $"{name[..(name.LastIndexOf('/') + 1)]}{own}";
            if (files.TryAdd(wanted, content)) files.Remove(name);
        }
    }

    private static bool Lacks(SortedDictionary<string, byte[]> files, string name, string library) =>
        LinkedLibraries.Read(files[name]).Needed.Any(needed => Path.GetFileName(needed) == library) && !files.Keys.Any(file => Path.GetFileName(file) == library);

    private static void RemoveExtension(SortedDictionary<string, byte[]> files, string extension)
    {
        foreach (var name in files.Keys.Where(name => Path.GetFileName(name) is var file && (Path.GetFileNameWithoutExtension(file) == extension || file.StartsWith(extension + "--", StringComparison.Ordinal))).ToList())
            files.Remove(name);
    }
}
