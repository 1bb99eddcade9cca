using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Databases;

/// <summary>How far a swap is, and what there is to say where it fails.</summary>
internal sealed class SwapProgress(PostgresServer server, string target, SwapDisposition disposition)
{
    public string Target => target;

    public SwapDisposition Disposition => disposition;

    /// <summary>The name that the replaced database gets.</summary>
    public string Replaced { get; } = DatabaseName.MakeUnique(target);

    /// <summary>What goes after the commit.</summary>
    public List<(string Name, string What)> Dropping { get; } = [];

    public SessionEnder? Ender { get; set; }

    public bool HadTarget { get; set; }

    public bool IsCommitting { get; set; }

    private IReadOnlyList<string> Refused => [.. Ender?.Refused ?? []];

    /// <summary>The failure of a swap that left the target as it was.</summary>
    public PgCloneException ToFailure(Exception e)
    {
        var why = e is PostgresException p ? ServerRefusal.Brief(p).TrimEnd('.') : e.Message;
        var isInUse = e is PostgresException { SqlState: PostgresErrorCodes.ObjectInUse };
        return new PgCloneException(
            ErrorCode.SwapFailed,
            $"\"{target}\" could not be replaced by the restored database; it is as it was.",
            server.DisplayName,
            isInUse && Refused.Count > 0 ? $"{why}. These may not be ended: {string.Join("; ", Refused)}" : why,
            e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } ? "Somebody copies or alters one of the databases: wait for that to end, and restore again."
            : !isInUse ? null
            : Refused.Count > 0 ? "End these sessions, or restore as a user that may: a member of their role, or of pg_signal_backend."
            : "End the sessions and prepared transactions that use the database.",
            e);
    }
}
