using Npgsql;
using PgClone.Sql;

namespace PgClone.Servers;

/// <summary>The disk that the embedded server keeps its data on.</summary>
/// <param name="Directory">Where the data lies.</param>
/// <param name="Free">How many bytes of it this user may still fill.</param>
/// <param name="Size">How many bytes it has.</param>
internal sealed record DataDisk(string Directory, long Free, long Size)
{
    /// <returns>Null for any other server: its disk can't be seen from here.</returns>
    public static async Task<DataDisk?> FindAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!server.IsEmbedded) return null;

        var directory = (await connection.QueryAsync("SELECT current_setting('data_directory')", [], row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0];
        var drive = new DriveInfo(directory);
        return new DataDisk(directory, drive.AvailableFreeSpace, drive.TotalSize);
    }
}
