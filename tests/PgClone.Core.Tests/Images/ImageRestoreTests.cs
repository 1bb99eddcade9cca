using Npgsql;
using PgClone.Hooks;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Images;

[Collection(ImageTests.Name)]
public sealed class ImageRestoreTests(PushedStore pushed) : ImageTestCase(pushed)
{
    private const string Content = "SELECT count(*) || ' ' || md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o";

    [Fact]
    public async Task A_machine_that_has_only_the_image_copies_what_another_one_restored()
    {
        string made;
        await using (var first = await RestoreAsync()) made = (string)(await ScalarAsync(first, Content))!;
        await ForgetClusterAsync();
        var written = File.GetLastWriteTimeUtc(Archive);

        await using var second = await RestoreAsync();

        AssertSilent();
        Assert.True(second.Result.IsCopy);
        Assert.Equal(ShopStore.Rows * 2, second.Result.Rows);
        Assert.Equal(made, await ScalarAsync(second, Content));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Archive));
    }

    [Fact]
    public async Task The_server_of_an_image_is_its_own_and_the_other_one_stays_up()
    {
        var shared = await new LocalServer(Options).EnsureStartedAsync(Token);
        await using (var session = await shared.OpenMaintenanceAsync(Token))
        await using (var command = new NpgsqlCommand("CREATE DATABASE elses", session)) await command.ExecuteNonQueryAsync(Token);

        PutImage();
        await using var imaged = await RestoreAsync();

        Assert.NotEqual(shared.Port, new NpgsqlConnectionStringBuilder(imaged.Result.ConnectionString).Port);
        Assert.Equal(0L, await ScalarAsync(imaged, "SELECT count(*) FROM pg_database WHERE datname = 'elses'"));
        Assert.Equal(shared.Port, (await new LocalServer(Options).EnsureStartedAsync(Token)).Port);
        var databases = (string)(await ScalarAsync(imaged, "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname NOT LIKE 'pgclone\\_%'"))!;
        Assert.Equal("postgres template0 template1", databases);
    }

    [Fact]
    public async Task No_password_travels_in_an_image_and_each_cluster_gets_its_own()
    {
        string first, second;
        PutImage();
        await using (var restore = await RestoreAsync()) first = new NpgsqlConnectionStringBuilder(restore.Result.ConnectionString).Password!;
        var unpacked = Path.Combine(Root, "unpacked");
        Directory.CreateDirectory(unpacked);
        await using (var archive = File.OpenRead(Archive))
            await ImageArchive.UnpackAsync(archive, ImageManifest.Parse(await File.ReadAllBytesAsync(Manifest, Token)), unpacked, Token);
        await ForgetClusterAsync();
        await using (var restore = await RestoreAsync()) second = new NpgsqlConnectionStringBuilder(restore.Result.ConnectionString).Password!;

        var holding = Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf("SCRAM-SHA-256$"u8) >= 0).Select(file => Path.GetRelativePath(unpacked, file));

        Assert.Empty(holding);
        Assert.NotEqual(first, second);
        // The segment that the last checkpoint is in, and at most the one before.
        Assert.InRange(Directory.EnumerateFiles(Path.Combine(unpacked, "pg_wal")).Count(), 1, 2);
    }

    [Fact]
    public async Task Hooks_that_know_what_they_do_are_in_the_image_and_other_hooks_have_another()
    {
        var file = Path.Combine(Shop.Folder, "migrate.sql");
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated AS SELECT 1 AS version;", Token);
        var hook = new SqlFileHook("migrate", file);
        await (await RestoreAsync(null, hook)).DisposeAsync();
        await ForgetClusterAsync();

        await using var same = await RestoreAsync(null, hook);
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated AS SELECT 2 AS version;", Token);
        await using var other = await RestoreAsync(null, hook);

        AssertSilent();
        Assert.Equal(1, await ScalarAsync(same, "SELECT version FROM migrated"));
        Assert.Equal(2, await ScalarAsync(other, "SELECT version FROM migrated"));
        Assert.Equal(2, Cloner().ListImages().Count);
    }

    [Fact]
    public async Task A_target_that_was_restored_into_is_reached_by_the_result_and_its_server_is_kept()
    {
        PutImage();
        var result = await Cloner().RestoreAsync(new RestoreOptions { Source = Shop.Key, Database = "shop", Images = true }, Token);

        await using var connection = new NpgsqlConnection(result.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT current_database() || ' ' || count(*) FROM orders", connection);
        Assert.Equal($"shop {ShopStore.Rows}", await command.ExecuteScalarAsync(Token));
        Assert.Equal((true, true), Assert.Single(Cloner().ListImages()) is var image ? (image.IsUnpacked, image.HoldsTarget) : default);
    }

    [Fact]
    public async Task Several_at_once_make_one_image_and_get_a_database_each()
    {
        var restores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RestoreAsync(), Token)));

        AssertSilent();
        Assert.Equal(4, restores.Select(restore => restore.Result.Database).Distinct().Count());
        Assert.Single(Cloner().ListImages());
        foreach (var restore in restores) await restore.DisposeAsync();
    }

    [Fact]
    public async Task Another_server_than_the_embedded_one_has_no_images()
    {
        await using var restore = await RestoreAsync(options => options with { Connection = Shop.Server.GetConnectionString("postgres"), Templates = Configuration.TemplateUse.Off });

        Assert.StartsWith("No image is used", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Images));
    }
}
