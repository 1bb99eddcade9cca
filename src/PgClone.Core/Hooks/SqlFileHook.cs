using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Hooks;

/// <summary>A hook that is a file of SQL statements, run in order on one connection. No psql is needed.</summary>
/// <remarks>
/// Each statement commits by itself, as in psql, so that the file may hold <c>VACUUM</c> or <c>CREATE INDEX CONCURRENTLY</c>; BEGIN and COMMIT
/// in the file make statements one. psql's own backslash commands are not known.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="path">The file, in UTF-8.</param>
public sealed class SqlFileHook(string name, string path) : IHook
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: the file can't be read, or a statement failed.</exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);

        var sql = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var connection = await context.Server.OpenAsync(context.Database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        connection.Notice += (_, e) => context.Output($"{e.Notice.Severity}: {e.Notice.MessageText}");

        foreach (var (start, statement) in Statements(sql))
        {
            try
            {
                await ExecuteAsync(connection, statement, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw Failure(e, sql, start);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The file's text; null where it can't be read.</remarks>
    public async Task<string?> ReadContentAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException)
        {
            return null;
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{Name}' failed: its file can't be read.", path, e.Message, innerException: e);
        }
    }

    private static IEnumerable<(int Start, string Text)> Statements(string sql)
    {
        for (var position = 0; position < sql.Length;)
        {
            SqlSplitter.TryTake(sql.AsSpan(position), standardConformingStrings: true, out var statement, out var end);
            position += end;
            if (statement.IsEmpty) continue;

            sql.AsSpan().Overlaps(statement, out var start);
            yield return (start, statement.ToString());
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        // A batch's command is sent as it is, where a plain command is split by rules that don't know BEGIN ATOMIC.
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(statement) } };
        await using var _ = batch.ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private PgCloneException Failure(Exception e, string sql, int start)
    {
        var error = e as PostgresException;
        var offset = start + Math.Max(0, (error?.Position ?? 0) - 1);
        var line = 1 + sql.AsSpan(0, Math.Min(offset, sql.Length)).Count('\n');
        var why = error is null ? e.Message : ServerRefusal.Brief(error);

        var advice = sql[start] == '\\' ? "Backslash commands are psql's own; run psql as a command hook, or write them as SQL." : error?.Hint;
        return new PgCloneException(ErrorCode.HookFailed, $"The hook '{Name}' failed at a statement.", $"{path}:{line}", why, advice, e);
    }
}
