using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Advice;

/// <summary>
/// Says what to do about an entry that failed, by its cause: SQLSTATE, the entry, and facts of archive, options and server. What the server
/// says is never looked at: it may be in any language. The first cause that fits gives the advice.
/// </summary>
internal sealed class RestoreAdvisor
{
    private readonly IReadOnlyList<Func<FailedStep, string?>> _causes;

    public RestoreAdvisor(Archive archive, RestorePlanOptions options, RestoreTarget target)
    {
        var server = new ServerCause(archive, options, target);
        _causes =
        [
            ServerCause.OfState,
            server.OfPrivilege,
            server.OfRole,
            ServerCause.OfExtension,
            ServerCause.OfLibrary,
            new ArchiveCause(archive, options).Of,
            new RoutineCause(archive).Of,
            RowsCause.Of,
            server.OfVersion,
        ];
    }

    /// <summary>What to do.</summary>
    /// <param name="entry">What failed.</param>
    /// <param name="statement">Its statement; null for rows.</param>
    /// <param name="e">What it failed with.</param>
    public string For(TocEntry entry, string? statement, Exception e)
    {
        if (e is not PostgresException refusal)
            return e is NpgsqlException or IOException ? "See whether the server still runs; its log says more." : "Dump again in UTF-8 (pg_dump --encoding=UTF8).";

        var failed = new FailedStep(entry, statement, refusal);
        return _causes.Select(cause => cause(failed)).FirstOrDefault(advice => advice is not null)
            ?? $"Mend it where the dump comes from, and dump again; or go on without it: {failed.GoingOn}.";
    }
}
