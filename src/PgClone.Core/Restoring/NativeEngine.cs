using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring.Execution;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>Restores as the archive's table of contents is understood here.</summary>
internal sealed class NativeEngine(OpenDump dump, RestorePlanOptions options) : IRestoreEngine
{
    private RestorePlanOptions _options = options;
    private RestorePlan? _plan;

    public StoredDump Dump => dump.Dump;

    public Manifest? Manifest => dump.Manifest;

    public string? ManifestNotice => dump.Notice;

    public string? Identity => ArchiveIdentity.Of(dump.Manifest, dump.Archive, dump.Source);

    public ServerNames Names => ServerNames.In(dump.Archive, _options);

    public DatabaseTraits Traits => DatabaseTraits.Parse(dump.Archive.DatabaseEntry?.Definition);

    public DatabaseSettings Settings => DatabaseSettings.Of(dump.Archive, _options.RolesOf(dump.Archive));

    public IReadOnlyList<string> PlannedNotices => _plan?.Notices ?? [];

    public PostgresVersion? DumpedVersion => PostgresVersion.Parse(dump.Archive.Header.ServerVersion);

    public async Task<IReadOnlyList<Obstacle>> PlanAsync(PostgresServer server, int jobs, CancellationToken cancellationToken)
    {
        _options = _options with { Jobs = jobs };
        var target = await RestoreTarget.ReadAsync(server, Traits.Encoding, cancellationToken).ConfigureAwait(false);
        var plan = RestorePlanner.Create(dump.Archive, dump.Blocks, _options, target);
        var (obstacle, notice) = await SpaceNeed.Of(plan, Manifest).CompareAsync(server, cancellationToken).ConfigureAwait(false);
        _plan = notice is null ? plan : plan with { Notices = [.. plan.Notices, notice] };
        return obstacle is null ? plan.Obstacles : [.. plan.Obstacles, obstacle];
    }

    public Task<RestoreReport> FillAsync(PostgresServer server, string database, IProgress<ProgressEvent> progress, CancellationToken cancellationToken) =>
        new RestoreExecutor(server, database, dump.Source, _plan!, _options, progress, isOnePass: dump.Blocks.IsAssumed).ExecuteAsync(cancellationToken);

    public ValueTask DisposeAsync() => dump.DisposeAsync();
}
