using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Servers.Packages;
using PgClone.Testing;

namespace PgClone.Servers.Local;

public sealed class ServerSearchTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pgclone search ü {Guid.NewGuid():N}");

    public ServerSearchTests()
    {
        // Root's server runs as another account, which has to get there.
        PrivateFiles.CreateDirectory(_folder, reachable: true);
        Options = new LocalServerOptions { DataRoot = Path.Combine(_folder, "data"), Packages = new Dictionary<string, string>() };
    }

    private LocalServerOptions Options { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_package_that_the_project_refers_to_comes_before_installed_programs()
    {
        var found = await FindAsync(Options with { Packages = Refer("17.10.0") });

        Assert.Equal(new PostgresVersion(17, 10), found.Version);
        Assert.StartsWith(Path.Combine(Options.DataRoot, "servers"), found.Directory, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_packages_it_is_the_one_that_is_wanted_else_the_newest()
    {
        var packages = Refer("15.18.0", "17.10.0", "16.14.0");

        Assert.Equal(17, (await FindAsync(Options with { Packages = packages })).Version.Major);
        Assert.Equal(15, (await FindAsync(Options with { Packages = packages, Version = 15 })).Version.Major);
    }

    [Fact]
    public async Task A_package_for_another_system_is_passed_over()
    {
        var foreign = new Dictionary<string, string> { [ReferencedServers.IdOf(98, "plan9-vax")] = "/nowhere/server.json" };

        var found = await FindAsync(Options with { Packages = Refer("97.1.0").Concat(foreign).ToDictionary() });

        Assert.Equal(97, found.Version.Major);
    }

    [Fact]
    public async Task Says_that_a_package_was_left_on_the_machine_that_built()
    {
        var packages = new Dictionary<string, string> { [ReferencedServers.IdOf(17, ServerPlatform.Rid)] = "/nowhere/server.json" };

        var e = await Assert.ThrowsAsync<PgCloneException>(() => FindAsync(Options with { Packages = packages }));

        Assert.Equal((ErrorCode.BinariesNotFound, "/nowhere/server.json"), (e.Code, e.Where));
        Assert.Contains("PgCloneCopyServer", e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_store_has_is_found_where_nothing_of_that_version_is_installed()
    {
        await Options.CreateStore(NullLogger.Instance).AddAsync(await MadePackage.Of(Path.Combine(_folder, "package"), "97.1.0").OpenAsync(), Token);

        var found = await FindAsync(Options with { Version = 97 });

        Assert.Equal(new PostgresVersion(97, 1), found.Version);
    }

    [Fact]
    public async Task Says_what_was_looked_for_what_there_is_and_the_ways_out()
    {
        await TestServer.GetAsync();
        await Options.CreateStore(NullLogger.Instance).AddAsync(await MadePackage.Of(Path.Combine(_folder, "package"), "97.1.0").OpenAsync(), Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => FindAsync(Options with { Version = 98, Packages = Refer("96.2.0") }));

        Assert.Equal(ErrorCode.BinariesNotFound, e.Code);
        Assert.Contains("PostgreSQL 98", e.What, StringComparison.Ordinal);
        Assert.Contains("97.1.0 in ", e.Why, StringComparison.Ordinal);
        Assert.Contains($"the package PgClone.Server.96.{ServerPlatform.Rid}", e.Why, StringComparison.Ordinal);
        Assert.Contains("PGCLONE_PG_BIN", e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_folder_that_is_named_has_another_version_than_is_asked_for()
    {
        var stored = await Options.CreateStore(NullLogger.Instance).AddAsync(await MadePackage.Of(Path.Combine(_folder, "package"), "97.1.0").OpenAsync(), Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => FindAsync(Options with { Version = 98, BinDirectory = stored.Binaries.Directory }));

        Assert.Equal((ErrorCode.BinariesNotFound, stored.Binaries.Directory), (e.Code, e.Where));
        Assert.Contains("97.1", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nothing_can_be_run_where_the_store_lies()
    {
        await using var disk = await TinyDisk.MountAsync("size=1m,noexec");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => FindAsync(Options with { DataRoot = disk.Directory, Packages = Refer("17.10.0") }));

        Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
        Assert.Contains("noexec", e.Advice, StringComparison.Ordinal);
        Assert.Contains("PGCLONE_DATA_DIR", e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_library_a_packaged_program_misses()
    {
        var script = MadePackage.Script("pgsql/bin/postgres", "echo 'postgres: error while loading shared libraries: libnone.so.1' >&2; exit 127");
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0", [script]);
        var packages = new Dictionary<string, string> { [ReferencedServers.IdOf(17, ServerPlatform.Rid)] = package.ManifestPath };

        var e = await Assert.ThrowsAsync<PgCloneException>(() => FindAsync(Options with { Packages = packages }));

        Assert.Contains("libnone.so.1", e.Why, StringComparison.Ordinal);
        Assert.Contains("Install the library", e.Advice, StringComparison.Ordinal);
    }

    private static Task<PostgresBinaries> FindAsync(LocalServerOptions options) => new ServerSearch(options, NullLogger.Instance).FindAsync(Token);

    private Dictionary<string, string> Refer(params string[] versions) => versions.ToDictionary(
        version => ReferencedServers.IdOf(int.Parse(version.Split('.')[0]), ServerPlatform.Rid),
        version => MadePackage.Of(Path.Combine(_folder, "package " + version), version).ManifestPath);
}
