using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Images;
using PgClone.Servers.Local;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>SIGKILL while an image goes into a store or comes out of it. Afterwards there is a whole image or none, and the next run works.</summary>
public sealed class KilledImageTests(ShopStore shop) : IClassFixture<ShopStore>
{
    private const int Bytes = 100_000_000;
    private const string Archives = "*" + ImageFolder.ArchiveExtension;

    // How long after the first byte was written.
    private static readonly int[] Delays = [0, 15, 40];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Into_the_store()
    {
        using var workspace = NewWorkspace();
        var store = Path.Combine(workspace.Folder, "store");
        var image = new MadeImage(shop.Key, Bytes);
        await image.SaveAsync(ImagesOf(workspace), Token);
        string[] push = ["image", "push", image.Name, "--storage", store];
        var inTheMiddle = 0;
        foreach (var delay in Delays)
        {
            await KillAsync(workspace, push, () => Unfinished(store), delay);
            if (Unfinished(store).Any()) inTheMiddle++;
            Assert.True(ManifestsIn(store).All(manifest => File.Exists(Path.ChangeExtension(manifest, null) + "." + image.Manifest.Sha256[..32] + ImageFolder.ArchiveExtension)));
            if (inTheMiddle == Delays.Length) break;
        }

        Assert.NotEqual(0, inTheMiddle);
        (await workspace.RunAsync(push)).EnsureSuccess();
        Assert.Equal(Bytes, new FileInfo(Assert.Single(Directory.EnumerateFiles(store, Archives, SearchOption.AllDirectories), file => !Path.GetFileName(file).StartsWith('.'))).Length);
        Assert.Single(ManifestsIn(store));
        Assert.Contains(image.Name, (await workspace.RunAsync("image", "ls", "--remote", "--storage", store)).EnsureSuccess(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_of_the_store()
    {
        using var workspace = NewWorkspace();
        var store = Path.Combine(workspace.Folder, "store");
        var binaries = await new LocalServer(new LocalServerOptions { BinDirectory = TestServer.BinDirectory }).FindProgramsAsync(Token);
        var image = new MadeImage(shop.Key, Bytes, parts: await ImageKey.ReadMachineAsync(binaries, ImageServer.Settings, Token));
        await image.PushAsync(new ImageStore(((IShelvedStore)new DirectoryStore(store)).Shelf), Token);
        var images = ImagesOf(workspace);
        string[] pull = ["image", "pull", shop.Database, "--storage", store];
        var inTheMiddle = 0;
        foreach (var delay in Delays)
        {
            await KillAsync(workspace, pull, () => Unfinished(images), delay);
            if (Unfinished(images).Any()) inTheMiddle++;
            Assert.Equal(ManifestsIn(images).Count(), (await workspace.RunAsync("image", "ls")).EnsureSuccess().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }

        Assert.NotEqual(0, inTheMiddle);
        (await workspace.RunAsync(pull)).EnsureSuccess();
        Assert.Empty(Unfinished(images));
        Assert.Equal(Bytes, new FileInfo(Assert.Single(Directory.EnumerateFiles(images, Archives))).Length);
    }

    [Fact]
    public async Task While_it_becomes_a_server()
    {
        using var workspace = NewWorkspace();
        var store = Path.Combine(workspace.Folder, "store");
        CopyTo(store);
        var images = ImagesOf(workspace);
        string[] restore = ["restore", shop.Key, "--storage", store, "--database", "shop", "--images"];
        (await workspace.RunAsync([.. restore, "--push-images"])).EnsureSuccess();
        (await workspace.RunAsync("image", "drop")).EnsureSuccess();
        // Its files come, its server is started, its template is copied.
        foreach (var delay in new[] { 0, 100, 400 })
        {
            await KillAsync(workspace, restore, () => Directory.Exists(images) ? Directory.EnumerateDirectories(images, "data*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }) : [], delay);
            if (delay < 400) (await workspace.RunAsync("image", "drop")).EnsureSuccess();
        }

        var restored = await workspace.RunAsync([.. restore, "--format", "json"]);

        Assert.Contains("\"copy\": true", restored.EnsureSuccess(), StringComparison.Ordinal);
        Assert.DoesNotContain("is not used", restored.Errors, StringComparison.Ordinal);
        // It came out of the store: none was made here.
        Assert.Empty(Directory.EnumerateFiles(images, Archives));
        (await workspace.RunAsync("image", "drop")).EnsureSuccess();
        Assert.Empty(Directory.EnumerateFileSystemEntries(images));
        await workspace.RunAsync("server", "stop");
    }

    private static async Task KillAsync(Workspace workspace, string[] arguments, Func<IEnumerable<string>> signs, int delay)
    {
        var before = signs().ToHashSet();
        using var killed = workspace.Start(arguments);
        while (!killed.HasExited && signs().All(before.Contains)) await Task.Delay(1, Token);
        await Task.Delay(delay, Token);
        killed.Kill();
        await killed.WaitForExitAsync(Token);
    }

    private static IEnumerable<string> Unfinished(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, ".*.partial", SearchOption.AllDirectories) : [];

    private static IEnumerable<string> ManifestsIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories) : [];

    private static string ImagesOf(Workspace workspace) => Path.Combine(workspace.Environment["PGCLONE_DATA_DIR"]!, ImageServer.FolderName);

    private static Workspace NewWorkspace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "data");
        // Started by root, PostgreSQL runs under an account that has to get here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.Folder, (UnixFileMode)0b111_101_101);
        return workspace;
    }

    private void CopyTo(string store)
    {
        foreach (var file in new[] { shop.Key, shop.Key + ".json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(store, file))!);
            File.Copy(Path.Combine(shop.Folder, file), Path.Combine(store, file));
        }
    }
}
