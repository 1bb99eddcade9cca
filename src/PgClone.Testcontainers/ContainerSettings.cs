using PgClone.Servers.Local;
using Testcontainers.PostgreSql;

namespace PgClone.Testcontainers;

/// <summary>What makes a container quick to restore into.</summary>
public static class ContainerSettings
{
    /// <summary>Sessions and the workers of an index build share it; Docker's 64 MB are too few. It is a limit, and takes nothing while it is not used.</summary>
    private const long SharedMemory = 1L << 30;

    private const string Memory = "/pgclone";

    /// <summary>
    /// Has the server give up durability for speed, as the embedded one does, with memory shared that is enough for index builds, and by default with its data in memory.
    /// </summary>
    /// <param name="builder">The container.</param>
    /// <param name="inMemory">
    /// False leaves the data on the disk of the container engine: for databases that, with their copies, do not fit into half of its machine's memory, which is what it gives.
    /// </param>
    public static PostgreSqlBuilder WithRestoreSettings(this PostgreSqlBuilder builder, bool inMemory = true)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var settings = ServerConfiguration.ForRestores().SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
        var fast = builder.WithCommand([.. settings]).WithCreateParameterModifier(parameters => (parameters.HostConfig ??= new()).ShmSize = SharedMemory);
        // Where the images' own data directory lies depends on their version, and it is a volume.
        return inMemory ? fast.WithTmpfsMount(Memory).WithEnvironment("PGDATA", Memory + "/data") : fast;
    }
}
