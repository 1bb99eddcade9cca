using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

/// <summary>What was noticed of a session whose connection broke.</summary>
/// <param name="Where">What the session was doing.</param>
/// <param name="Why">What came of it.</param>
/// <param name="IsOfServer">
/// Whether the server's session is gone. If not, it had merely refused a statement: the driver gives connections up on SQLSTATEs that it takes for the server's end
/// (PostgresErrorCodes.IsCriticalFailure in Npgsql), whoever raised them.
/// </param>
internal sealed record SessionLoss(string? Where, string? Why, bool IsOfServer)
{
    /// <summary>Of an entry that failed.</summary>
    public static SessionLoss Of(PgCloneException failure) => new(failure.Where, failure.Why, IsLoss(failure.InnerException));

    /// <summary>Whether the server did more than to refuse a statement, or did not answer.</summary>
    public static bool IsLoss(Exception? e) => e is not PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>The end of the restore.</summary>
    public PgCloneException ToFailure(string what, Exception? more = null) => new(
        ErrorCode.SessionLost, what, Where, string.Join(' ', new[] { Why, (more as PgCloneException)?.Why ?? more?.Message }.OfType<string>()),
        "See the server's log for what ended the session: somebody, the server itself, or a lack of memory. When the server runs again, restore again.", more);
}
