using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Runs the statements of entries. A function or procedure that is to run with a setting that the server does not know is made without that
/// setting, and that is told: its body is worth more than, say, a limit that only newer servers have.
/// </summary>
internal sealed class RoutineRunner(NoticeList notices, bool standardConformingStrings)
{
    /// <summary>Runs statements as one transaction.</summary>
    /// <exception cref="PostgresException">They failed, for whatever else.</exception>
    public async Task ExecuteAsync(RestoreSession session, TocEntry entry, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (entry.Type is "FUNCTION" or "PROCEDURE" && IsUnknownName(e))
        {
            var unknown = await FindUnknownAsync(session, statements, cancellationToken).ConfigureAwait(false);
            if (unknown.Count == 0) throw;

            await session.ExecuteAsync([.. statements.Select(sql => Without(sql, unknown))], cancellationToken).ConfigureAwait(false);
            foreach (var name in unknown) notices.Add($"{entry.Describe()} is restored without its setting {name}: the server does not know it.");
        }
    }

    /// <summary>A setting without a dot, or one with the prefix of an extension that has no such setting. Types and languages answer alike.</summary>
    private static bool IsUnknownName(PostgresException e) => e.SqlState is PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidName;

    private string Without(string statement, List<string> names) =>
        RoutineSettings.Without(statement, RoutineSettings.In(statement, standardConformingStrings).Where(clause => names.Contains(clause.Name)));

    private async Task<List<string>> FindUnknownAsync(RestoreSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var unknown = new List<string>();
        foreach (var name in statements.SelectMany(sql => RoutineSettings.In(sql, standardConformingStrings)).Select(clause => clause.Name).Distinct())
        {
            if (!await IsKnownAsync(session, name, cancellationToken).ConfigureAwait(false)) unknown.Add(name);
        }

        return unknown;
    }

    /// <summary>Sets it to its default, for no longer than the statement: pg_settings does not show all, and a prefix may be reserved.</summary>
    private static async Task<bool> IsKnownAsync(RestoreSession session, string name, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT pg_catalog.set_config($1, NULL, true)", session.Connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.QueryCanceled))
        {
            // It may be known and not to be set by this user, or at this time.
            session.Log.SettingNotTried(name, e.Reason());
            return !IsUnknownName(e);
        }
    }
}
