using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Advice;

/// <summary>Causes that lie with the server: what it lacks, whom it lets do what, how old it is.</summary>
internal sealed class ServerCause(Archive archive, RestorePlanOptions options, RestoreTarget target)
{
    /// <summary>Its condition, whatever it was to do.</summary>
    public static string? OfState(FailedStep failed) => failed.SqlState switch
    {
        _ when failed.IsRaised => null,
        PostgresErrorCodes.DiskFull => "Make room on the server's disk.",
        PostgresErrorCodes.OutOfMemory => "Restore with fewer `--jobs`, or give the server more memory.",
        PostgresErrorCodes.QueryCanceled => "Something cancelled it, such as a statement_timeout of the server, the role or the database: lift that for the user that restores.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            "Somebody ended the session or stopped the server: see its log, then restore again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The server takes no writes: connect to the primary, or look for default_transaction_read_only.",
        PostgresErrorCodes.LockNotAvailable => "A lock_timeout of the server, the role or the database cut it short: lift that for the user that restores.",
        _ => null,
    };

    public string? OfPrivilege(FailedStep failed)
    {
        if (failed.SqlState != PostgresErrorCodes.InsufficientPrivilege || failed.IsRaised) return null;
        if (target.IsSuperuser)
            return $"You are superuser already: code of the dump, or a role that it acts as, lacks the right. Grant it there, or go on without it: {failed.GoingOn}.";

        return failed.Entry.Type == "EXTENSION"
            ? $"Restore as a superuser: only one may create this extension. Or go on without it: {failed.GoingOn}."
            : $"Restore as a superuser, or as a user who may do this. Or go on without it: {failed.GoingOn}.";
    }

    /// <summary>An ALTER ... OWNER TO, a GRANT or a policy whose role is not there.</summary>
    public string? OfRole(FailedStep failed)
    {
        if (failed.SqlState != PostgresErrorCodes.UndefinedObject) return null;

        var isAcl = EntryKinds.KindOf(failed.Entry) == EntryKind.Acl;
        var isOwner = !options.NoOwner && failed.Statement?.Contains(" OWNER TO ", StringComparison.Ordinal) == true;
        return isAcl || isOwner || failed.Entry.Type is "POLICY" or "USER MAPPING" || failed.Statement?.Contains(" AUTHORIZATION ", StringComparison.Ordinal) == true
            ? $"Create the role on the server, name another in its place (`--map-role`), or leave out {(isAcl ? "privileges (`--no-acl`)" : "ownership (`--no-owner`)")}."
            : null;
    }

    public static string? OfExtension(FailedStep failed) => (failed.Entry.Type, failed.SqlState) switch
    {
        ("EXTENSION", PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.InvalidParameterValue) =>
            $"Install the extension's package on the server. Or leave it out with what depends on it: `--exclude-extension {failed.Entry.Tag}`.",
        ("EXTENSION", PostgresErrorCodes.ObjectNotInPrerequisiteState) =>
            "Name the extension in the server's shared_preload_libraries, and restart it.",
        _ => null,
    };

    /// <summary>A function in C, whose library is a file of the server's.</summary>
    public static string? OfLibrary(FailedStep failed) =>
        failed.SqlState == PostgresErrorCodes.UndefinedFile && failed.Entry.Type is "FUNCTION" or "PROCEDURE"
            ? $"Install on the server the library that {failed.Entry.DisplayName()} is in. Or go on without it: {failed.GoingOn}."
            : null;

    /// <summary>A syntax error, or an object that the archive does not make: it is the server's own, in another version.</summary>
    public string? OfVersion(FailedStep failed)
    {
        if (!failed.LacksObject && failed.SqlState is not (PostgresErrorCodes.SyntaxError or PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.InvalidParameterValue)) return null;
        if (PostgresVersion.Parse(archive.Header.ServerVersion) is not { } dumped) return null;

        if (dumped.Major > target.Version.Major)
            return $"The dump comes from PostgreSQL {dumped.Major}, the server is {target.Version.Major}: restore into {dumped.Major} or later. Or go on without it: {failed.GoingOn}.";
        return dumped.Major < target.Version.Major
            ? $"The dump comes from PostgreSQL {dumped.Major}, and the server, {target.Version.Major}, may no longer have what this uses: restore into {dumped.Major}. Or go on without it: {failed.GoingOn}."
            : null;
    }
}
