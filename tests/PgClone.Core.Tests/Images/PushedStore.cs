using PgClone.Configuration;
using PgClone.Files;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Images;

/// <summary>A store with one dump, and the image of it that a machine put there which is gone. Making one takes as long as a restore, and more: those tests share it that are not about making.</summary>
public sealed class PushedStore : IAsyncLifetime
{
    private readonly TemporaryFolder _images = new();

    /// <summary>The dump.</summary>
    public ShopStore Shop { get; } = new();

    /// <summary>The image's archive.</summary>
    public string Archive => Directory.EnumerateFiles(_images.Path, "*" + ImageFolder.ArchiveExtension, SearchOption.AllDirectories).Single();

    /// <summary>The image's manifest.</summary>
    public string Manifest => Directory.EnumerateFiles(_images.Path, "*.json", SearchOption.AllDirectories).Single();

    public async ValueTask InitializeAsync()
    {
        await Shop.InitializeAsync();
        var root = Path.Combine(Path.GetTempPath(), "pgclone-images-" + Guid.NewGuid().ToString("N")[..8]);
        PrivateFiles.CreateDirectory(root, reachable: true);
        Directory.CreateSymbolicLink(Path.Combine(root, "templates"), TestServer.TemplateRoot);
        var notices = new List<string>();
        var settings = new PgCloneSettings { BaseDirectory = Shop.Folder, Storage = Shop.Folder, DataDirectory = root, PostgresDirectory = TestServer.BinDirectory };
        var cloner = new PgCloner(settings, new NoticeCollector(notices));
        await (await cloner.RestoreTemporaryAsync(new RestoreOptions { Source = Shop.Key, PushImages = true })).DisposeAsync();
        await cloner.DropImagesAsync();
        await new LocalServer(new LocalServerOptions { DataRoot = root, BinDirectory = TestServer.BinDirectory }).StopAsync();
        Directory.Delete(root, recursive: true);
        Directory.Move(Path.Combine(Shop.Folder, ImageStore.FolderName), _images[ImageStore.FolderName]);
        Assert.True(notices.Count == 0, string.Join('\n', notices));
    }

    public async ValueTask DisposeAsync()
    {
        _images.Dispose();
        await Shop.DisposeAsync();
    }

    /// <summary>The same store with its image in another folder, for a test to change.</summary>
    public void CopyTo(string folder)
    {
        foreach (var source in new[] { Shop.Folder, _images.Path })
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    /// <summary>Puts the image where a machine's own images lie, as if it had been made there.</summary>
    public void PutInto(string images)
    {
        PrivateFiles.CreateDirectory(images, reachable: true);
        var name = Path.GetFileNameWithoutExtension(Manifest);
        File.Copy(Archive, Path.Combine(images, name + ImageFolder.ArchiveExtension));
        File.Copy(Manifest, Path.Combine(images, name + ".json"));
    }
}
