using Npgsql;
using PgClone.Files;
using PgClone.Servers.Local;
using PgClone.Sql;

namespace PgClone.ServerPackages;

/// <summary>Starts a staged server as PgClone does for everybody, and creates each of its extensions.</summary>
internal static class Trial
{
    /// <returns>The extensions' names.</returns>
    /// <exception cref="InvalidDataException">Some can't be created; the message has the server's words.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string stage, Pin pin)
    {
        var root = Path.Combine(Path.GetTempPath(), $"pgclone packed ü {Guid.NewGuid():N}");
        PrivateFiles.CreateDirectory(root, reachable: true);
        var server = new LocalServer(new LocalServerOptions
        {
            DataRoot = root,
            Packages = new Dictionary<string, string> { [pin.PackageId] = Path.Combine(stage, PgClone.Servers.Packages.ServerManifest.FileName) },
        });
        try
        {
            var started = await server.EnsureStartedAsync();
            if (started.Version.ToString() != pin.Version[..pin.Version.LastIndexOf('.')]) throw new InvalidDataException($"{pin.PackageId} says that it is {started.Version}.");

            await using var connection = await started.OpenMaintenanceAsync(CancellationToken.None);
            const string all = "SELECT name FROM pg_catalog.pg_available_extensions ORDER BY name";
            var extensions = await connection.QueryAsync(all, [], row => row.GetString(0), CancellationToken.None);
            foreach (var extension in extensions) await CreateAsync(connection, extension);
            return extensions;
        }
        finally
        {
            await server.StopAsync();
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string extension)
    {
        try
        {
            await using var create = new NpgsqlCommand($"CREATE EXTENSION IF NOT EXISTS {PostgresIdentifier.Quote(extension)} CASCADE", connection);
            await create.ExecuteNonQueryAsync();
        }
        catch (PostgresException e)
        {
            throw new InvalidDataException($"The extension {extension} can't be created: {e.MessageText}", e);
        }
    }
}
