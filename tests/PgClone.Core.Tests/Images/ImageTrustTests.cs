using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Images;

/// <summary>An image that is not what it says, or not of this machine, is refused with a line that says why, and the dump restored.</summary>
[Collection(ImageTests.Name)]
public sealed class ImageTrustTests(PushedStore pushed) : ImageTestCase(pushed)
{
    [Fact]
    public async Task One_whose_collations_are_of_another_version_is_refused_and_made_anew()
    {
        PutImage();
        await RepackAsync("UPDATE pg_collation SET collversion = '1.0' WHERE collname = (SELECT collname FROM pg_collation WHERE collversion IS NOT NULL ORDER BY collname LIMIT 1)");

        await using var restore = await RestoreAsync();

        var notice = Assert.Single(Notices);
        Assert.Contains("the collation ", notice, StringComparison.Ordinal);
        Assert.Contains("was of version 1.0 and is of version ", notice, StringComparison.Ordinal);
        Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        Assert.Equal(0L, await ScalarAsync(restore, "SELECT count(*) FROM pg_collation WHERE collversion = '1.0'", "postgres"));
    }

    [Fact]
    public async Task One_whose_template_somebody_opened_is_refused()
    {
        PutImage();
        await RepackAsync("DO $$ DECLARE t text; BEGIN SELECT datname INTO t FROM pg_database WHERE datname LIKE 'pgclone\\_template\\_%'; EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', t); END $$");

        await using var restore = await RestoreAsync();

        Assert.Contains("it lets sessions in", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task An_unpacked_cluster_whose_collations_differ_is_left_alone_and_the_shared_server_used()
    {
        PutImage();
        await using (var used = await RestoreAsync()) await ScalarAsync(used, "UPDATE pg_collation SET collversion = '1.0' WHERE collversion IS NOT NULL", "postgres");

        await using var restore = await RestoreAsync();

        Assert.Contains("`pgclone image drop ", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.Equal((await new LocalServer(Options).EnsureStartedAsync(Token)).Port, new NpgsqlConnectionStringBuilder(restore.Result.ConnectionString).Port);
    }

    /// <summary>A thousand in a soak; else as many as do not hold up the others.</summary>
    [Fact]
    public async Task None_that_is_damaged_is_unpacked()
    {
        PutImage();
        var archive = await File.ReadAllBytesAsync(Archive, Token);
        var manifest = ImageManifest.Parse(await File.ReadAllBytesAsync(Manifest, Token));
        var random = new Random(15);
        var folder = Path.Combine(Root, "damaged");

        var count = Soak.IsAsked ? 1000 : 30;
        for (var i = 0; i < count; i++)
        {
            var damaged = i == 0 ? [.. archive, 0] : Damaged(archive, random, i);
            Directory.CreateDirectory(folder);
            var error = await Assert.ThrowsAnyAsync<Exception>(() => ImageArchive.UnpackAsync(new MemoryStream(damaged), manifest, folder, Token));
            Assert.True(error is InvalidDataException or IOException, $"{i}: {error}");
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("none")]
    [InlineData("manifest")]
    public async Task One_that_is_damaged_is_refused_and_the_dump_restored(string how)
    {
        PutImage();
        var bytes = await File.ReadAllBytesAsync(how == "manifest" ? Manifest : Archive, Token);
        if (how == "cut") await File.WriteAllBytesAsync(Archive, bytes[..(bytes.Length / 2)], Token);
        if (how == "none") File.Delete(Archive);
        if (how == "manifest") await File.WriteAllTextAsync(Manifest, System.Text.Encoding.UTF8.GetString(bytes).Replace("\"linux", "\"unix", StringComparison.Ordinal), Token);

        await using var restore = await RestoreAsync();

        Assert.Contains("is not used: ", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        // It was made anew, and the next machine takes it.
        await ForgetClusterAsync();
        await using var next = await RestoreAsync();
        Assert.Single(Notices);
    }

    [Fact]
    public async Task What_a_killed_maker_left_is_in_nobodys_way()
    {
        PutImage();
        var name = Cloner().ListImages().Single().Name;
        // It was killed while its server ran, an archive without a manifest was there, and another one half written.
        await Cloner().DropImagesAsync(null, Token);
        var left = await new ImageServer(Options, name, NullLogger.Instance).StartMakingAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(Images, name + ImageFolder.ArchiveExtension), "half", Token);
        Directory.CreateDirectory(Path.Combine(Images, name, $"{left.Version.Major}", "data.new"));
        // And the maker of another one was, too.
        Directory.CreateDirectory(Path.Combine(Images, "another.making"));

        await using var restore = await RestoreAsync();

        AssertSilent();
        Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        Assert.Equal(name, Path.GetFileName(Assert.Single(Directory.EnumerateDirectories(Images))));
    }

    /// <summary>Changes the cluster that came out of the image and makes that the image, as if it had been made so elsewhere.</summary>
    private async Task RepackAsync(string sql)
    {
        var name = Cloner().ListImages().Single().Name;
        var manifest = ImageManifest.Parse(await File.ReadAllBytesAsync(Manifest, Token));
        var image = new ImageServer(Options, name, NullLogger.Instance);
        var folder = new ImageFolder(Images, NullLogger.Instance);
        var server = await image.StartAsync((unpacked, token) => folder.UnpackAsync(manifest, unpacked, token), Token);
        var data = (await image.StatusAsync(Token)).DataDirectory!;
        await using (var session = await server.OpenMaintenanceAsync(Token))
        await using (var command = new NpgsqlCommand(sql + "; ALTER ROLE postgres PASSWORD NULL", session)) await command.ExecuteNonQueryAsync(Token);
        await new LocalServer(Options with { Name = Path.Combine(ImageServer.FolderName, name) }).StopAsync(Token);
        await folder.AddAsync(new ImageKey(manifest.Parts), manifest.DumpKey, data, manifest.RestoreTime, Token);
        await ForgetClusterAsync();
    }

    private static byte[] Damaged(byte[] archive, Random random, int number)
    {
        var damaged = archive.ToArray();
        switch (number % 3)
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                return damaged;
            default:
                // Two parts have changed places.
                var length = random.Next(1, damaged.Length / 3);
                return [.. damaged[length..(2 * length)], .. damaged[..length], .. damaged[(2 * length)..]];
        }
    }
}
