using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Hooks;

/// <summary>A file of SQL statements.</summary>
/// <param name="hook">The hook's name, for messages.</param>
/// <param name="path">The file.</param>
/// <param name="sql">What is in it.</param>
internal sealed class SqlScript(string hook, string path, string sql)
{
    /// <summary>A line of this, before the first statement, keeps a file of a folder out of a transaction.</summary>
    public const string NoTransaction = "-- pgclone: no transaction";

    private bool WantsTransaction => !sql
        .Split('\n')
        .Select(line => line.Trim())
        .TakeWhile(line => line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal))
        .Contains(NoTransaction, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: the file can't be read.</exception>
    public static async Task<SqlScript> ReadAsync(string hook, string path, CancellationToken cancellationToken)
    {
        try
        {
            return new SqlScript(hook, path, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{hook}' failed: its file can't be read.", path, e.Message, innerException: e);
        }
    }

    /// <summary>What is in the file.</summary>
    public override string ToString() => sql;

    /// <summary>Runs the statements in order on a connection of their own, each committed by itself.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: a statement failed.</exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await RunAsync(connection, inTransaction: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the statements in one transaction, unless the file says otherwise.</summary>
    /// <inheritdoc cref="RunAsync(HookContext, CancellationToken)" path="/exception"/>
    public async Task RunWholeAsync(HookContext context, CancellationToken cancellationToken)
    {
        if (!WantsTransaction)
        {
            await RunAsync(context, cancellationToken).ConfigureAwait(false);
            return;
        }

        var connection = await OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await RunAsync(connection, inTransaction: true, cancellationToken).ConfigureAwait(false);
        try
        {
            // Constraints that are deferred are checked now.
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{hook}' failed at the end of a transaction.", path, ServerRefusal.Brief(e), e.Hint, e);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(HookContext context, CancellationToken cancellationToken)
    {
        var connection = await context.Server.OpenAsync(context.Database, cancellationToken).ConfigureAwait(false);
        connection.Notice += (_, e) => context.Output($"{e.Notice.Severity}: {e.Notice.MessageText}");
        return connection;
    }

    private async Task RunAsync(NpgsqlConnection connection, bool inTransaction, CancellationToken cancellationToken)
    {
        foreach (var (start, statement) in Statements())
        {
            if (inTransaction && ControlsTransaction(statement)) throw TransactionInside(start);
            try
            {
                await ExecuteAsync(connection, statement, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw Failure(e, start);
            }
        }
    }

    private IEnumerable<(int Start, string Text)> Statements()
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

    /// <summary>A savepoint is no harm, but whoever commits in the middle has half a file left that can't be taken back.</summary>
    private static bool ControlsTransaction(string statement)
    {
        var words = statement.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToUpperInvariant()).ToArray();
        return words[0] switch
        {
            "BEGIN" or "START" or "COMMIT" or "END" or "ABORT" => true,
            "ROLLBACK" => !words.Contains("TO"),
            "PREPARE" => words.ElementAtOrDefault(1) == "TRANSACTION",
            _ => false,
        };
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        // A batch's command is sent as it is, where a plain command is split by rules that don't know BEGIN ATOMIC.
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(statement) } };
        await using var _ = batch.ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private PgCloneException TransactionInside(int start) => new(
        ErrorCode.HookFailed, $"The hook '{hook}' failed: a file begins or ends a transaction of its own.", At(start),
        "Each file of a folder runs in one transaction, which a statement in it can't end.",
        $"Take the statement out, or begin the file with the line '{NoTransaction}'.");

    private PgCloneException Failure(Exception e, int start)
    {
        var error = e as PostgresException;
        var why = error is null ? e.Message : ServerRefusal.Brief(error);
        var advice = sql[start] == '\\' ? "Backslash commands are psql's own; run psql as a command hook, or write them as SQL."
            : error?.SqlState == PostgresErrorCodes.ActiveSqlTransaction ? $"Begin the file with the line '{NoTransaction}'."
            : error?.Hint;
        return new PgCloneException(ErrorCode.HookFailed, $"The hook '{hook}' failed at a statement.", At(start + Math.Max(0, (error?.Position ?? 0) - 1)), why, advice, e);
    }

    private string At(int offset) => $"{path}:{1 + sql.AsSpan(0, Math.Min(offset, sql.Length)).Count('\n')}";
}
