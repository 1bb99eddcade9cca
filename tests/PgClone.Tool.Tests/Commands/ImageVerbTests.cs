using System.Text.Json;
using PgClone.Images;
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
        foreach (var delay in new[] { 700, 2500 })
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

    [Fact]
    public async Task Puts_images_into_the_store_and_lists_and_prunes_them_there()
    {
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "data");
        workspace.Environment["PGCLONE_DATABASE"] = store.Database;
        var place = Path.Combine(workspace.Folder, "store");
        var image = new MadeImage(store.Key);
        await image.SaveAsync(Path.Combine(workspace.Folder, "data", "images"), Token);

        var pushed = await workspace.RunAsync("image", "push", "--storage", place, "--format", "json");
        var again = await workspace.RunAsync("image", "push", store.Key, "--storage", place);
        var table = await workspace.RunAsync("image", "ls", "--remote", "--storage", place, "--format", "table");
        var json = await workspace.RunAsync("image", "ls", "--remote", "--storage", place, "--format", "json");
        // A machine of another kind has put it there.
        var pulled = await workspace.RunAsync("image", "pull", "--storage", place);
        // Its dump is not in that store.
        var shown = await workspace.RunAsync("image", "prune", "--storage", place);
        var pruned = await workspace.RunAsync("image", "prune", "--storage", place, "--apply", "--format", "json");

        Assert.True(Assert.Single(JsonDocument.Parse(pushed.EnsureSuccess()).RootElement.EnumerateArray()).GetProperty("new").GetBoolean());
        Assert.Equal(image.Name + Environment.NewLine, again.EnsureSuccess());
        Assert.Contains("already", again.Errors, StringComparison.Ordinal);
        Assert.Matches($"{image.Name} +{store.Key} +1 kB +just now +PostgreSQL 17.0, linux-x64", table.EnsureSuccess());
        Assert.Equal(store.Key, Assert.Single(JsonDocument.Parse(json.EnsureSuccess()).RootElement.EnumerateArray()).GetProperty("key").GetString());
        Assert.Contains("error PGC2023: ", pulled.Errors, StringComparison.Ordinal);
        Assert.Matches($"remove  images/{store.Database}/{image.Name}.json  {store.Key}  just now  \\(its dump is gone\\)", shown.EnsureSuccess());
        Assert.Contains("Would delete 1 image, ", shown.Errors, StringComparison.Ordinal);
        Assert.False(Assert.Single(JsonDocument.Parse(pruned.EnsureSuccess()).RootElement.EnumerateArray()).GetProperty("kept").GetBoolean());
        Assert.Empty(Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories));
    }
}
