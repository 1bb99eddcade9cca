namespace PgClone.Servers.Packages;

/// <summary>A server package that is fetched where that is asked for. Its archive's hash is written down here, so that no package source can put another server in its place.</summary>
internal sealed record KnownServer(string Version, string Rid, string Sha256, long Size)
{
    /// <summary>Those that <c>./build.sh --target=PackServers</c> makes; it fails where it makes others.</summary>
    public static IReadOnlyList<KnownServer> All { get; } =
    [
        new("15.18.0", "linux-x64", "24bd75ac1082b106df707a8aec348c81fb0b0a23b3326470f6ac795746feb1fa", 17_744_210),
        new("16.14.0", "linux-x64", "856f26f2e724c3d493f4179c33725825d7c8b5e8a963c8cc3a71af448b132435", 17_878_806),
        new("17.10.0", "linux-x64", "281f1a2460e6c82e32718727d2d8dfbed43943db5b2610ef0deecac63a5e18af", 18_034_966),
        new("18.4.0", "linux-x64", "a4fdba4df6a17a27c95b2dad05626c08ea1400c78d23b52f90a43bb7a32de0a4", 18_209_919),
    ];

    /// <summary>PostgreSQL's major version.</summary>
    public int Major => PostgresVersion.Parse(Version)!.Value.Major;

    /// <summary>The package's id.</summary>
    public string PackageId => ReferencedServers.IdOf(Major, Rid);

    /// <summary>Its size for people.</summary>
    public string Megabytes => FormattableString.Invariant($"{Size / 1e6:0} MB");

    /// <param name="major">The version; null: the newest.</param>
    /// <param name="rid">The system.</param>
    /// <returns>Null where there is none.</returns>
    public static KnownServer? Find(int? major, string rid) =>
        All.Where(server => server.Rid == rid && (major ?? server.Major) == server.Major).MaxBy(server => server.Major);
}
