using PgClone.Configuration;
using PgClone.Servers.Local;

namespace PgClone.Benchmarks;

/// <summary>A folder in which PgClone keeps its servers, as on a machine of its own.</summary>
internal static class DataRoot
{
    /// <summary>Stops the servers there, and deletes it.</summary>
    public static async Task DeleteAsync(string folder)
    {
        if (!Directory.Exists(folder)) return;

        await new PgCloner(new PgCloneSettings { BaseDirectory = folder, DataDirectory = folder, PostgresDirectory = Programs.Directory }).DropImagesAsync();
        await new LocalServer(new LocalServerOptions { DataRoot = folder, BinDirectory = Programs.Directory }).StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
