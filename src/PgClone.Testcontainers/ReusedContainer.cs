using PgClone.Files;
using PgClone.Servers.Local;

namespace PgClone.Testcontainers;

/// <summary>A container that stays for the processes that follow. Testcontainers tells it by all that it was built with, so all have to build the same.</summary>
internal static class ReusedContainer
{
    /// <summary>Finds or starts it. One process after the other: of two that look for it at once, each would find none and make one.</summary>
    public static async Task<string> StartAsync(string image)
    {
        var file = await HoldAsync(FileOf(image)).ConfigureAwait(false);
        await using var _ = file.ConfigureAwait(false);

        var container = ContainerServer.BuilderOf(image, await GetPasswordAsync(file).ConfigureAwait(false)).WithReuse(true).Build();
        await container.StartAsync().ConfigureAwait(false);
        return container.GetConnectionString();
    }

    /// <summary>The file that is both the lock and where the password lies.</summary>
    internal static string FileOf(string image) => Path.Combine(new LocalServerOptions().DataRoot, "containers", Uri.EscapeDataString(image));

    private static async Task<FileStream> HoldAsync(string path)
    {
        // Folders that are missing above it are the embedded server's, too.
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!, reachable: ServerAccount.IsNeeded);
        // As long as it takes: an image may be on its way.
        return await FileLock.WaitAsync(path, onWait: null, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<string> GetPasswordAsync(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        if (await reader.ReadToEndAsync().ConfigureAwait(false) is { Length: > 0 } password) return password;

        password = Guid.NewGuid().ToString("N");
        var writer = new StreamWriter(file, leaveOpen: true);
        await using var _ = writer.ConfigureAwait(false);
        await writer.WriteAsync(password).ConfigureAwait(false);
        return password;
    }
}
