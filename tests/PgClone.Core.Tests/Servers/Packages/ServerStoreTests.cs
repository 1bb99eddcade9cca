using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Servers.Packages;

public sealed class ServerStoreTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone servers ü ").FullName;
    private readonly LogList _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServerStore Store => new(Path.Combine(_folder, "servers"), isReachable: true, _log);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Unpacks_what_everybody_can_read_and_run()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");

        var stored = await Store.AddAsync(await package.OpenAsync(), Token);

        Assert.Equal(new PostgresVersion(17, 10), stored.Binaries.Version);
        Assert.StartsWith($"17.10.0-{ServerPlatform.Rid}-", Path.GetFileName(stored.Directory), StringComparison.Ordinal);
        Assert.Equal("postgres (PostgreSQL) 17.10", (await ServerProgram.RunAsync(stored.Binaries.GetPath("postgres"), ["--version"], Token)).Output);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(Everybody | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(stored.Directory, "pgsql", "share", "postgres.bki")));
        Assert.True(File.GetUnixFileMode(stored.Binaries.GetPath("initdb")).HasFlag(Everybody | UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Unpacks_a_package_once()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");
        var first = await Store.AddAsync(await package.OpenAsync(), Token);
        File.Delete(package.ArchivePath);

        var second = await Store.AddAsync(await package.OpenAsync(), Token);

        Assert.Equal(first, second);
        Assert.Equal(first, Assert.Single(Store.List()));
    }

    [Fact]
    public async Task Lists_the_newest_first_and_removes_what_it_is_told_to()
    {
        foreach (var version in new[] { "9.6.0", "17.9.1", "17.10.0" })
            await Store.AddAsync(await MadePackage.Of(Path.Combine(_folder, version), version).OpenAsync(), Token);

        Store.Remove(Store.List()[0]);

        Assert.Equal(["17.9.1", "9.6.0"], Store.List().Select(server => server.Manifest.Version));
        Assert.Equal(2, Directory.GetFileSystemEntries(Store.Folder).Length);
    }

    [Fact]
    public async Task Takes_a_package_that_is_still_packed()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");
        var nupkg = Pack((package.ManifestPath, "server/server.json"), (package.ArchivePath, "server/pgsql.tar.zst"));

        var stored = await Store.AddAsync(await ServerPackage.OpenNupkgAsync(nupkg, Token), Token);

        Assert.True(stored.Binaries.Has("initdb"));
    }

    [Fact]
    public async Task Says_that_a_file_is_no_server_package()
    {
        var other = Pack((MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0").ManifestPath, "tools/server.json"));
        var none = Path.Combine(_folder, "none.nupkg");
        await File.WriteAllTextAsync(none, "hello", Token);

        foreach (var path in new[] { other, none, Path.Combine(_folder, "missing.nupkg") })
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => ServerPackage.OpenNupkgAsync(path, Token));

            Assert.Equal((ErrorCode.ServerPackageDamaged, path), (e.Code, e.Where));
        }
    }

    [Fact]
    public async Task A_cut_archive_leaves_nothing_wherever_it_is_cut()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");
        var whole = await File.ReadAllBytesAsync(package.ArchivePath, Token);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(package.ArchivePath, whole[..length], Token);

            await AssertRefusedAsync(package, "It ends after");
        }
    }

    [Fact]
    public async Task An_archive_with_one_other_bit_leaves_nothing()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");
        var whole = await File.ReadAllBytesAsync(package.ArchivePath, Token);
        for (var bit = 0; bit < whole.Length * 8; bit += 7)
        {
            var other = whole.ToArray();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(package.ArchivePath, other, Token);

            await AssertRefusedAsync(package, "SHA-256");
        }
    }

    [Theory]
    [InlineData("pgsql/../../outside")]
    [InlineData("../outside")]
    [InlineData("/pgsql/outside")]
    [InlineData("outside")]
    [InlineData("other/outside")]
    [InlineData("pgsql/./outside")]
    [InlineData("pgsql//outside")]
    [InlineData("pgsql/a\\..\\..\\outside")]
    [InlineData("pgsql/c:outside")]
    public Task A_name_that_leads_elsewhere_is_refused(string name) =>
        AssertRefusedAsync(MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0", [MadePackage.Text("pgsql/bin/first", "x"), MadePackage.Text(name, "x")]), "is no file of a server");

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public Task What_is_no_plain_file_is_refused(TarEntryType type)
    {
        var entry = new PaxTarEntry(type, "pgsql/lib");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc";

        return AssertRefusedAsync(MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0", [entry, MadePackage.Text("pgsql/lib/x", "x")]), "is no file of a server");
    }

    [Theory]
    [InlineData(1, "more in it")]
    [InlineData(-1, "less in it")]
    public Task More_or_less_than_the_manifest_says_is_refused(int bytesLeftOut, string why) =>
        AssertRefusedAsync(MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0", [MadePackage.Text("pgsql/bin/a", "hello")], bytesLeftOut), why);

    [Theory]
    [InlineData("17.10.0", "17.10/../0")]
    [InlineData("\"60.2\"", "\"../..\"")]
    [InlineData("\"60.2\"", "null")]
    [InlineData("linux", "../linux")]
    [InlineData("{", "[")]
    public async Task A_manifest_whose_values_are_none_is_refused(string value, string other)
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0", [MadePackage.Text("pgsql/bin/a", "hello")], rid: "linux-x64");
        await File.WriteAllTextAsync(package.ManifestPath, (await File.ReadAllTextAsync(package.ManifestPath, Token)).Replace(value, other, StringComparison.Ordinal), Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(package.OpenAsync);

        Assert.Equal((ErrorCode.ServerPackageDamaged, package.ManifestPath), (e.Code, e.Where));
    }

    [Fact]
    public async Task Many_at_once_come_by_the_same_server()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");

        var stored = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Store.AddAsync(await package.OpenAsync(), Token), Token)));

        Assert.Single(stored.Distinct());
        Assert.Equal(stored[0].Directory, Assert.Single(Directory.GetFileSystemEntries(Store.Folder)));
        Assert.DoesNotContain(_log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_no_server_and_is_deleted_later()
    {
        var package = MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0");
        var stored = await Store.AddAsync(await package.OpenAsync(), Token);
        var unfinished = Path.Combine(Store.Folder, ".new-0123");
        Directory.Move(stored.Directory, unfinished);

        Assert.Empty(Store.List());
        await Store.AddAsync(await package.OpenAsync(), Token);
        Assert.Single(Store.List());
        // It may still be at work.
        Assert.True(Directory.Exists(unfinished));
    }

    [Fact]
    public async Task A_folder_whose_manifest_can_not_be_read_is_passed_over_and_told()
    {
        var stored = await Store.AddAsync(await MadePackage.Of(Path.Combine(_folder, "package"), "17.10.0").OpenAsync(), Token);
        await File.WriteAllTextAsync(Path.Combine(stored.Directory, ServerManifest.FileName), "{", Token);

        Assert.Empty(Store.List());
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains(stored.Directory, StringComparison.Ordinal));
    }

    private async Task AssertRefusedAsync(MadePackage package, string why)
    {
        var opened = await package.OpenAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Store.AddAsync(opened, Token));

        Assert.Equal(ErrorCode.ServerPackageDamaged, e.Code);
        Assert.Contains(why, e.Why, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(Store.Folder) ? Directory.GetFileSystemEntries(Store.Folder) : []);
        Assert.Equal(["package", "servers"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Append("servers").Distinct().Order(StringComparer.Ordinal));
    }

    private string Pack(params (string File, string Name)[] files)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".nupkg");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (file, name) in files) zip.CreateEntryFromFile(file, name);
        return path;
    }
}
