using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>A database on the server that is restored from: <c>:name</c>, <c>:previous</c> or <c>:current</c>.</summary>
/// <param name="Reference">How it was asked for.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Marker">What it says of itself; null where it is none of ours.</param>
internal sealed record LocalSource(string Reference, string Name, long Bytes, DatabaseMarker? Marker)
{
    private const string Prefix = ":";

    /// <summary>Whether it is one of the two that a reversible restore keeps.</summary>
    public bool IsReversal => Marker is { Role: DatabaseMarker.Previous or DatabaseMarker.Current };

    /// <summary>Whether it is what the target was before a reversible restore: whole, and as old as it was.</summary>
    public bool IsPrevious => Marker is { Role: DatabaseMarker.Previous };

    /// <summary>Whether a source that was asked for is meant to be a database on the server.</summary>
    public static bool IsMeant(string? source) => source is not null && source.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name of a database that may be written as a restore's source.</summary>
    public static string NameOf(string text) => IsMeant(text) ? text[Prefix.Length..] : text;

    /// <summary>The role that a name stands for instead of a database; null for all others.</summary>
    public static string? RoleOf(string name) => name switch
    {
        "previous" or "pre" => DatabaseMarker.Previous,
        "current" or "post" => DatabaseMarker.Current,
        _ => null,
    };

    /// <summary>Finds it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="reference">How it is asked for, with the colon.</param>
    /// <param name="target">The database that it shall become.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DatabaseNotFound"/>, <see cref="ErrorCode.InvalidDatabaseName"/> or <see cref="ErrorCode.InvalidOption"/>.</exception>
    public static async Task<LocalSource> FindAsync(PostgresServer server, string reference, string target, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var name = reference[Prefix.Length..];
        if (RoleOf(name) is { } role)
        {
            var kept = await KeptDatabases.FindAsync(connection, target, cancellationToken).ConfigureAwait(false);
            name = kept.FirstOrDefault(one => one.Marker.Role == role).Name ?? throw new PgCloneException(
                ErrorCode.DatabaseNotFound, $"There is no :{role} of \"{target}\".", server.DisplayName,
                advice: "Only a restore with --reversible keeps one, until the next restore into the same database without it.");
        }

        if (name == target)
            throw new PgCloneException(ErrorCode.InvalidOption, $"\"{name}\" can't be restored from itself.", server.DisplayName, advice: "Name another database as source or as target.");

        const string sql = "SELECT pg_database_size(oid), shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1 AND NOT datistemplate AND datallowconn";
        var found = await connection.QueryAsync(sql, [name], r => new LocalSource(reference, name, r.GetInt64(0), DatabaseMarker.Parse(r.GetText(1))), cancellationToken).ConfigureAwait(false);
        if (found is not [var source])
            throw DatabaseCatalog.NotFound(server, name);

        if (source.Marker is not { Role: DatabaseMarker.Previous or DatabaseMarker.Current or DatabaseMarker.Kept }) DatabaseName.CheckTarget(name);
        return source;
    }
}
