using System.Text;

namespace PgClone.ServerPackages;

/// <summary>The terms of all that is in a package: one text for each work whose files are there.</summary>
internal static class Licenses
{
    public const string FileName = "LICENSE.txt";

    /// <summary>What the names of a work's files hold, and the text of its terms in the folder <c>licenses</c>. The first two are in every package.</summary>
    private static readonly (string Part, string Text)[] All =
    [
        ("", "postgresql"), ("", "embedded-postgres"),
        ("libicu", "icu"), ("/icu", "icu"), ("libxml2", "libxml2"), ("libxslt", "libxslt"), ("/libz.", "zlib"), ("/zlib", "zlib"), ("liblzma", "xz"),
        ("uuid.so", "ossp-uuid"), ("libuuid", "ossp-uuid"), ("libossp", "ossp-uuid"), ("liblz4", "lz4"), ("libzstd", "zstd"), ("libkrb5", "krb5"), ("libgssapi", "krb5"),
        ("libiconv", "libiconv"), ("libintl", "libintl"),
        ("libssl.so.1", "openssl-1.1"), ("libcrypto.so.1", "openssl-1.1"),
        ("libssl.3", "openssl-3"), ("libcrypto.3", "openssl-3"), ("libssl-3", "openssl-3"), ("libcrypto-3", "openssl-3"),
    ];

    /// <exception cref="InvalidDataException">A library is there whose terms nobody has noted.</exception>
    public static void Write(string stage, string rid, IReadOnlyDictionary<string, byte[]> files)
    {
        // Those of PostgreSQL itself: its client library, and what extensions load.
        string[] ofPostgres = ["libpq", "lib/postgresql/"];
        var unknown = files.Keys.Where(IsLibrary).Where(name => !ofPostgres.Any(name.Contains) && !All.Skip(2).Any(one => name.Contains(one.Part, StringComparison.Ordinal))).ToList();
        if (unknown.Count > 0) throw new InvalidDataException($"Nobody has noted the terms of these for {rid}: {string.Join(", ", unknown)}.");

        var texts = All.Where(one => files.Keys.Any(name => name.Contains(one.Part, StringComparison.Ordinal))).Select(one => one.Text).Distinct();
        var license = new StringBuilder("This package holds works of several authors, under these terms.\n");
        foreach (var text in texts)
            license.Append($"\n{new string('=', 100)}\n{text}\n{new string('=', 100)}\n\n").Append(File.ReadAllText(Path.Combine(Repository.Folder, "licenses", text + ".txt")));
        File.WriteAllText(Path.Combine(stage, FileName), license.ToString());
    }

    private static bool IsLibrary(string name) =>
        name.Contains(".so", StringComparison.Ordinal) || name.EndsWith(".dylib", StringComparison.Ordinal) || name.EndsWith(".dll", StringComparison.Ordinal);
}
