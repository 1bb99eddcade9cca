using Microsoft.Extensions.Logging;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Sql;

namespace PgClone.Images;

/// <summary>The servers of one image: the one whose cluster came out of it, and the one that it is made with. Each is a cluster of its own, with no other database in it.</summary>
/// <param name="options">The embedded server's options: where all lies, and which programs.</param>
/// <param name="name">The image's name.</param>
/// <param name="log">Where what fails and is passed over is logged.</param>
internal sealed class ImageServer(LocalServerOptions options, string name, ILogger log)
{
    /// <summary>The folder in the data root that images and their clusters lie in.</summary>
    public const string FolderName = "images";

    private const string MakingExtension = ".making";

    /// <summary>
    /// What a session begins with counts for a template's key, so it must not hang on the machine's memory. WAL that is not written over, but made anew, holds nothing of what was there
    /// before.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["maintenance_work_mem"] = "256MB",
        ["wal_recycle"] = "off",
    };

    private LocalServer Making => Create(MakingExtension, null);

    /// <summary>Whether there is one that an image is made with, or what is left of it.</summary>
    public bool IsMaking => Making.Exists;

    /// <summary>Whether there is a cluster that was unpacked.</summary>
    public bool IsUnpacked => Create("", null).HasData;

    /// <summary>Starts the server on the cluster that was unpacked, unpacking it where that was not done yet.</summary>
    /// <param name="unpackAsync">Fills an empty data directory.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<PostgresServer> StartAsync(Func<string, CancellationToken, Task> unpackAsync, CancellationToken cancellationToken) => Create("", unpackAsync).EnsureStartedAsync(cancellationToken);

    /// <summary>Starts a server on an empty cluster.</summary>
    public Task<PostgresServer> StartMakingAsync(CancellationToken cancellationToken) => Making.EnsureStartedAsync(cancellationToken);

    /// <summary>Takes the superuser's password out of the cluster that is made, with every trace of it, and stops it.</summary>
    /// <returns>Its data directory.</returns>
    public async Task<string> StopMakingAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        // Without a password nobody gets in any more.
        var data = (await Making.StatusAsync(cancellationToken).ConfigureAwait(false)).DataDirectory!;
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            // Rewritten, the table has no room where the hash could stand; the WAL that has it is behind the checkpoint, and goes.
            string[] statements = [$"ALTER ROLE {PostgresIdentifier.Quote(LocalCluster.Superuser)} PASSWORD NULL", "VACUUM FULL pg_catalog.pg_authid", "SELECT pg_switch_wal()", "CHECKPOINT"];
            foreach (var statement in statements) await session.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        await Making.StopAsync(cancellationToken).ConfigureAwait(false);
        return data;
    }

    /// <summary>Stops and deletes what an image is or was made with.</summary>
    public Task DeleteMakingAsync(CancellationToken cancellationToken) => Making.DeleteAsync(cancellationToken);

    /// <summary>Stops and deletes the cluster that was unpacked.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) => Create("", null).DeleteAsync(cancellationToken);

    /// <summary>What is known of the server on the cluster that was unpacked.</summary>
    public Task<LocalServerStatus> StatusAsync(CancellationToken cancellationToken) => Create("", null).StatusAsync(cancellationToken);

    private LocalServer Create(string extension, Func<string, CancellationToken, Task>? content) =>
        new(options with { Name = Path.Combine(FolderName, name + extension), Settings = Settings, Content = content }, log);
}
