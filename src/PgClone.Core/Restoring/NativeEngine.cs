using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Restoring.Execution;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>Restores as the archive's table of contents is understood here.</summary>
internal sealed class NativeEngine(OpenDump dump, RestorePlanOptions options) : IRestoreEngine
{
    public StoredDump Dump => dump.Dump;

    public DatabaseTraits Traits => DatabaseTraits.Parse(dump.Archive.DatabaseEntry?.Definition);

    public DatabaseSettings Settings => DatabaseSettings.Of(dump.Archive, options.RoleMap);

    public async Task<RestoreReport> FillAsync(PostgresServer server, string database, int jobs, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        var target = await RestoreTarget.ReadAsync(server, database, cancellationToken).ConfigureAwait(false);
        var affordable = options with { Jobs = jobs };
        var plan = RestorePlanner.Create(dump.Archive, dump.Blocks, affordable, target);
        return await new RestoreExecutor(server, database, dump.Source, plan, affordable, progress).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => dump.DisposeAsync();
}
