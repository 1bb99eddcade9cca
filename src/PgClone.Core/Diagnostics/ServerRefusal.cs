using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Npgsql;

namespace PgClone.Diagnostics;

/// <summary>What may be shown of a server's refusal: all but the rows that it quotes.</summary>
internal static partial class ServerRefusal
{
    /// <summary>Where DETAIL is half the remedy: it names the key, the sessions, the objects or the file. Elsewhere it may be a whole row.</summary>
    private static readonly FrozenSet<string> Telling = FrozenSet.ToFrozenSet(
    [
        PostgresErrorCodes.ForeignKeyViolation, PostgresErrorCodes.UniqueViolation, PostgresErrorCodes.ObjectInUse,
        PostgresErrorCodes.DependentObjectsStillExist, PostgresErrorCodes.FeatureNotSupported,
    ]);

    /// <summary>The server's own words in one line: SQLSTATE, message, DETAIL where it tells, HINT, and the functions and line where it happened.</summary>
    public static string Describe(PostgresException e) =>
        string.Join(" ", new[] { Brief(e), e.Hint, Context(e) }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>SQLSTATE, message and DETAIL where it tells: for where HINT is the advice.</summary>
    public static string Brief(PostgresException e) =>
        $"{e.SqlState}: {e.MessageText}." + (Detail(e) is { Length: > 0 } detail ? " " + detail : "");

    /// <summary>The same refusal for stack traces and logs, which print all that an exception holds.</summary>
    public static PostgresException WithoutRows(PostgresException e) => new(
        e.MessageText, e.Severity, e.InvariantSeverity, e.SqlState, Detail(e), e.Hint, e.Position, e.InternalPosition, null, Context(e),
        e.SchemaName, e.TableName, e.ColumnName, e.DataTypeName, e.ConstraintName, e.File, e.Line, e.Routine);

    /// <summary>The context's lines before that of a COPY, which ends with what it read: innermost first.</summary>
    public static string ContextOfCode(PostgresException e) =>
        string.Join('\n', (e.Where ?? "").Split('\n').TakeWhile(line => !line.StartsWith("COPY ", StringComparison.Ordinal)));

    /// <summary>On other people's connections, such as a hook's, the driver has put its own words in DETAIL's place.</summary>
    private static string? Detail(PostgresException e) =>
        Telling.Contains(e.SqlState) && e.Detail?.StartsWith("Detail redacted", StringComparison.Ordinal) != true ? e.Detail : null;

    /// <summary>Of statements that functions ran, the context has the whole text, and of a COPY the row; both may go over several lines.</summary>
    private static string? Context(PostgresException e)
    {
        if (string.IsNullOrEmpty(e.Where)) return null;

        var code = ContextOfCode(e);
        var copy = PlaceInCopy().Match(e.Where, code.Length);
        return string.Join('\n', [.. code.Split('\n').Where(line => Routine().IsMatch(line)), .. copy.Success ? new[] { copy.Groups["place"].Value } : []]);
    }

    // In whatever language: "PL/pgSQL function f(integer) line 3 at RETURN", "SQL-Funktion »f« beim Start"; not: SQL statement "SELECT ...".
    [GeneratedRegex("""PL/pgSQL|^SQL[^"»«]*["»«]\w+["»«][^"»«]*$""")]
    private static partial Regex Routine();

    // "COPY orders, line 7, column price" without what stood there.
    [GeneratedRegex(@"\G\n?(?<place>COPY [^:：\n]*[^:：\n\s])")]
    private static partial Regex PlaceInCopy();
}
