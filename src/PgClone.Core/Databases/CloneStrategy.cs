using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>How a server copies a database, and why so.</summary>
/// <param name="Word">The word for <c>STRATEGY</c>; null where the server knows one way only.</param>
/// <param name="SharesBlocks">Whether the file system is asked to share blocks until one side changes them, where it can.</param>
/// <param name="Reason">Why, as part of a sentence.</param>
internal sealed record CloneStrategy(string? Word, bool SharesBlocks, string Reason)
{
    // The strategies came with it; before, files were copied between two checkpoints.
    private const int FirstMajor = 15;

    private const int FirstSharingMajor = 18;

    /// <summary>The words for it, as messages have them.</summary>
    public string Text => $"{Word ?? "FILE_COPY"}{(SharesBlocks ? " (clone)" : "")}";

    /// <summary>The fastest way that the server has, and that costs nobody else on it.</summary>
    public static async Task<CloneStrategy> ChooseAsync(NpgsqlConnection connection, PostgresVersion version, CancellationToken cancellationToken)
    {
        if (version.Major < FirstMajor) return new(null, false, $"PostgreSQL {version.Major} only knows how to copy files, between two checkpoints");

        // The view of all settings takes longer than the rest of what comes before a copy.
        var canShareSql = version.Major < FirstSharingMajor ? "false" : "EXISTS (SELECT FROM pg_settings WHERE name = 'file_copy_method' AND 'clone' = ANY (enumvals))";
        var sql = $"SELECT current_setting('fsync')::bool, {canShareSql}";
        var (isDurable, canShare) = (await connection.QueryAsync(sql, [], r => (r.GetBoolean(0), r.GetBoolean(1)), cancellationToken).ConfigureAwait(false))[0];
        return isDurable ? new("WAL_LOG", false, "the server is durable, and a copy of files would make it write two checkpoints while others work on it")
            : canShare ? new("FILE_COPY", true, "the server is not durable, and its file system may share blocks between the copies")
            : new("FILE_COPY", false, "the server is not durable, so files can be copied as they are");
    }

    /// <summary>Copies a database that nobody is connected to: its contents, but not what stands beside it.</summary>
    /// <exception cref="PostgresException">It could not be copied; there is nothing left of the copy.</exception>
    public async Task CreateAsync(NpgsqlConnection connection, PostgresServer server, string name, string source, CancellationToken cancellationToken)
    {
        var sql = $"CREATE DATABASE {PostgresIdentifier.Quote(name)} TEMPLATE {PostgresIdentifier.Quote(source)}{(Word is null ? "" : " STRATEGY " + Word)}";
        if (!SharesBlocks)
        {
            await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
            return;
        }

        await connection.ExecuteAsync("SET file_copy_method = 'clone'", cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.IoError or PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.InternalError)
        {
            server.Log.BlocksNotShared(source, e.Reason());
            await connection.ExecuteAsync("RESET file_copy_method", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
        }
    }
}
