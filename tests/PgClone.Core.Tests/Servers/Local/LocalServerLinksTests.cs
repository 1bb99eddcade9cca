using System.Runtime.Versioning;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Servers.Local;

/// <summary>What the server's account may plant in its folder, where root works on it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalServerLinksTests : LocalServerTestCase
{
    private readonly string _victim = Path.Combine(Path.GetTempPath(), "pgclone-victim-" + Guid.NewGuid().ToString("N")[..8]);

    [Theory]
    [InlineData("data/pgclone.conf")]
    [InlineData("data/server.log")]
    [InlineData("server.log")]
    [InlineData("pgclone.conf")]
    public async Task A_link_is_not_followed_when_the_server_is_started(string place)
    {
        await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        var link = Path.Combine(ClusterDirectory, place);
        File.Delete(link);
        await PlantAsync(link);

        await Server.EnsureStartedAsync(Token);

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_passfile_that_is_a_link_is_replaced()
    {
        await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        Directory.Delete(DataDirectory, recursive: true);
        var passfile = Path.Combine(ClusterDirectory, "passfile");
        File.Delete(passfile);
        await PlantAsync(passfile);

        await Server.EnsureStartedAsync(Token);

        await AssertUntouchedAsync();
        Assert.Equal(PrivateFiles.OwnerOnly, File.GetUnixFileMode(passfile));
    }

    [Fact]
    public async Task A_link_for_a_lock_is_refused()
    {
        await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        var file = Path.Combine(Options.DataRoot, Options.Name, "lock");
        File.Delete(file);
        File.CreateSymbolicLink(file, _victim);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.EnsureStartedAsync(Token));

        Assert.Contains("symbolic link", e.Why, StringComparison.Ordinal);
        Assert.False(File.Exists(_victim));
        File.Delete(file);
    }

    [Fact]
    public async Task A_link_for_the_postmasters_file_is_not_read()
    {
        await Server.EnsureStartedAsync(Token);
        var file = PostmasterFile.PathIn(DataDirectory);
        File.Move(file, _victim);
        try
        {
            File.CreateSymbolicLink(file, _victim);

            Assert.Null(PostmasterFile.Read(DataDirectory));
        }
        finally
        {
            File.Delete(file);
            File.Move(_victim, file);
        }
    }

    [Theory]
    [InlineData("password")]
    [InlineData("data/PG_VERSION")]
    [InlineData("data/base")]
    public async Task A_link_in_the_template_is_not_copied(string place)
    {
        var options = Options with { TemplateRoot = null };
        await new LocalServer(options).EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        Directory.Delete(DataDirectory, recursive: true);
        var template = Directory.EnumerateDirectories(Path.Combine(Options.DataRoot, "templates")).Single();
        var link = Path.Combine(template, place);
        if (File.Exists(link)) File.Move(link, link + "-real");
        else Directory.Move(link, link + "-real");
        await File.WriteAllTextAsync(_victim, "secret", Token);
        File.CreateSymbolicLink(link, place == "data/base" ? "/etc" : _victim);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => new LocalServer(options).EnsureStartedAsync(Token));

        Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
        Assert.Contains("symbolic link", e.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await ReadPassfileAsync(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(DataDirectory));
        Assert.False(Directory.Exists(DataDirectory + ".new"));
    }

    [Fact]
    public async Task What_is_left_half_made_is_removed_without_what_its_links_lead_to()
    {
        await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        Directory.Delete(DataDirectory, recursive: true);
        Directory.CreateDirectory(_victim);
        await File.WriteAllTextAsync(Path.Combine(_victim, "file"), "kept", Token);
        Directory.CreateDirectory(DataDirectory + ".new");
        Directory.CreateSymbolicLink(DataDirectory + ".new/link", _victim);

        await Server.EnsureStartedAsync(Token);

        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(_victim, "file"), Token));
        Assert.Empty(await OwnedByAccountAsync(_victim));
    }

    [Fact]
    public async Task The_servers_account_owns_nothing_but_the_data_its_settings_and_its_log()
    {
        var options = Options with { TemplateRoot = null };
        await new LocalServer(options).EnsureStartedAsync(Token);
        var owned = await OwnedByAccountAsync(Options.DataRoot);

        Assert.All(owned, path => Assert.True(
            path.StartsWith(DataDirectory, StringComparison.Ordinal) || Path.GetDirectoryName(path) == ClusterDirectory, path));
        Assert.DoesNotContain(ClusterDirectory, owned);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_victim)) Directory.Delete(_victim, recursive: true);
        File.Delete(_victim);
        GC.SuppressFinalize(this);
    }

    private async Task PlantAsync(string link)
    {
        await File.WriteAllTextAsync(_victim, "precious", Token);
        File.SetUnixFileMode(_victim, PrivateFiles.OwnerOnly);
        File.CreateSymbolicLink(link, _victim);
    }

    private async Task AssertUntouchedAsync()
    {
        Assert.Equal("precious", await File.ReadAllTextAsync(_victim, Token));
        Assert.Equal(PrivateFiles.OwnerOnly, File.GetUnixFileMode(_victim));
        Assert.Empty(await OwnedByAccountAsync(_victim));
    }

    private async Task<string> ReadPassfileAsync()
    {
        var passfile = Path.Combine(ClusterDirectory, "passfile");
        return File.Exists(passfile) ? await File.ReadAllTextAsync(passfile, Token) : "";
    }

    private static async Task<string[]> OwnedByAccountAsync(string path)
    {
        if (ServerAccount.Find() is not { } account) return [];

        var (_, output) = await ServerProgram.RunAsync("find", [path, "-uid", $"{account.UserId}"], Token);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
