using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Templates;

/// <summary>Whether a template is worth what it takes: a part of the disk, and the time of one copy more.</summary>
internal static class TemplateWorth
{
    /// <summary>So much of the embedded server's disk stays free; of other servers it can't be seen.</summary>
    private const int FreePart = 10;

    /// <summary>So much of the time that a restore took may be added to it for the next one.</summary>
    private const int TimePart = 10;

    private const double BytesPerSecond = 500e6;

    /// <param name="server">The server.</param>
    /// <param name="database">What would be the template.</param>
    /// <param name="create">How long it took to create a database there: of a small one that is the time of a copy.</param>
    /// <param name="made">How long it took to make this one; null: it does not matter.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Why it is not worth it; null: it is.</returns>
    public static async Task<string?> FindObjectionAsync(PostgresServer server, string database, TimeSpan create, TimeSpan? made, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var bytes = (await connection.QueryAsync("SELECT pg_database_size($1::text::name)", [database], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
        var copy = create + TimeSpan.FromSeconds(bytes / BytesPerSecond);
        if (made is { } time && copy > time / TimePart) return $"a copy would take {copy.TotalSeconds:0.0} s, and the restore took only {time.TotalSeconds:0.0} s";
        return await FindLackOfDiskAsync(server, connection, bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at the disk of a server that runs on this machine.</summary>
    /// <returns>Why so much more is too much for it; null: it is not, or it can't be seen.</returns>
    public static async Task<string?> FindLackOfDiskAsync(PostgresServer server, NpgsqlConnection connection, long bytes, CancellationToken cancellationToken)
    {
        return await DataDisk.FindAsync(server, connection, cancellationToken).ConfigureAwait(false) is { } disk && disk.Free - bytes < disk.Size / FreePart
            ? $"less than a tenth of the disk of {disk.Directory} would stay free"
            : null;
    }
}
