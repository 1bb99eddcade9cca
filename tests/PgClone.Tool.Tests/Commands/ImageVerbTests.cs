using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class ImageVerbTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_and_drops_what_a_restore_with_images_has_left_also_after_some_that_were_killed()
    {
        using var workspace = new Workspace();
        var data = workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "data");
        // Started by root, PostgreSQL runs under an account that has to get here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.Folder, (UnixFileMode)0b111_101_101);
        string[] restore = ["restore", store.Key, "--storage", store.Folder, "--database", "shop", "--images"];
        foreach (var delay in new[] { 700, 1500, 2500, 4000 })
        {
            using var killed = workspace.Start(restore);
            await Task.Delay(delay, Token);
            killed.Kill();
            await killed.WaitForExitAsync(Token);
        }

        var restored = await workspace.RunAsync([.. restore, "--format", "json"]);
        var listed = await workspace.RunAsync("image", "ls", "--format", "json");
        var table = await workspace.RunAsync("image", "ls", "--format", "table");
        var folders = Directory.EnumerateDirectories(Path.Combine(data!, "images")).Select(Path.GetFileName).ToList();
        var dropped = await workspace.RunAsync("image", "drop", store.Database);
        var left = await workspace.RunAsync("image", "ls", "--format", "json");
        await workspace.RunAsync("server", "stop");

        Assert.True(JsonDocument.Parse(restored.EnsureSuccess()).RootElement.GetProperty("copy").GetBoolean(), restored.Errors);
        Assert.DoesNotContain("is not used", restored.Errors, StringComparison.Ordinal);
        var image = Assert.Single(JsonDocument.Parse(listed.EnsureSuccess()).RootElement.EnumerateArray());
        Assert.Equal(store.Key, image.GetProperty("key").GetString());
        Assert.True(image.GetProperty("unpacked").GetBoolean());
        Assert.Equal(image.GetProperty("name").GetString(), Assert.Single(folders));
        Assert.Contains("unpacked, with a target on it", table.EnsureSuccess(), StringComparison.Ordinal);
        Assert.Equal(image.GetProperty("name").GetString() + Environment.NewLine, dropped.EnsureSuccess());
        Assert.Equal(0, JsonDocument.Parse(left.EnsureSuccess()).RootElement.GetArrayLength());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(data!, "images")));
    }
}
