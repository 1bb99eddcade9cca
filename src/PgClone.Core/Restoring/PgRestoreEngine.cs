using PgClone.Archives;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring.Execution;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>Restores through an installed pg_restore. The archive need not be understood here; as far as it is, its encoding and locale are kept.</summary>
internal sealed class PgRestoreEngine : IRestoreEngine
{
    private readonly IArchiveSource _source;
    private readonly PostgresBinaries _binaries;
    private readonly RestorePlanOptions _options;
    private readonly Archive? _archive;

    private PgRestoreEngine(FoundDump dump, PostgresBinaries binaries, RestorePlanOptions options, Archive? archive, Manifest? manifest, string? notice)
    {
        (Manifest, ManifestNotice) = (manifest, notice);
        (Dump, _source) = (dump.Dump, dump.Source);
        (_binaries, _options, _archive) = (binaries, options, archive);
    }

    public StoredDump Dump { get; }

    public Manifest? Manifest { get; }

    public string? ManifestNotice { get; }

    public string? Identity => ArchiveIdentity.Of(Manifest, _archive, _source);

    public ServerNames Names => _archive is null ? ServerNames.None : ServerNames.In(_archive, _options);

    public DatabaseTraits Traits => DatabaseTraits.Parse(_archive?.DatabaseEntry?.Definition);

    public PostgresVersion? DumpedVersion => _archive is null ? null : PostgresVersion.Parse(_archive.Header.ServerVersion);

    public DatabaseSettings Settings => _archive is null ? DatabaseSettings.None : DatabaseSettings.Of(_archive, _options.RolesOf(_archive));

    public IReadOnlyList<string> PlannedNotices => [];

    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, <see cref="ErrorCode.PgRestoreNotFound"/>, or the archive is damaged.</exception>
    public static async Task<PgRestoreEngine> OpenAsync(
        IDumpStore store, string source, string? config, RestorePlanOptions options, string? postgresDirectory, CancellationToken cancellationToken)
    {
        var binaries = await PostgresBinaries.FindPgRestoreAsync(postgresDirectory, cancellationToken).ConfigureAwait(false);
        var dump = await FoundDump.FindAsync(store, source, config, cancellationToken).ConfigureAwait(false);
        try
        {
            var (manifest, notice) = await ManifestFile.ReadAsync(store, dump.Dump.Key, cancellationToken).ConfigureAwait(false);
            // pg_restore knows of no manifest.
            if (manifest is not null) await StoredBytes.CheckAsync(dump.Source, manifest, cancellationToken).ConfigureAwait(false);
            return new PgRestoreEngine(dump, binaries, options, await TryReadAsync(dump.Source, cancellationToken).ConfigureAwait(false), manifest, notice);
        }
        catch
        {
            await dump.Source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>pg_restore finds its own way, by one connection: with more, it may create triggers before all rows are in.</summary>
    public async Task<IReadOnlyList<Obstacle>> PlanAsync(PostgresServer server, int jobs, CancellationToken cancellationToken) => _archive is null
        ? []
        : new AbsentExtensions(_archive, _options, await RestoreTarget.ReadAsync(server, Traits.Encoding, cancellationToken).ConfigureAwait(false)).Obstacles;

    public async Task<RestoreReport> FillAsync(PostgresServer server, string database, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        var notices = new NoticeList(progress);
        if (_archive is null) notices.Add("The dump's format is not known here: its database gets the server's own encoding and locale, and no settings.");

        var stages = new StageClock(progress);
        await stages.RunAsync(
            Stage.Data,
            $"pg_restore {_binaries.Version}",
            () => new PgRestore(_binaries, _source, _options).RunAsync(server, database, cancellationToken)).ConfigureAwait(false);

        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var tables = await RestoredTables.CountAsync(connection, cancellationToken).ConfigureAwait(false);
        var unanalyzed = await stages.RunAsync(Stage.Analyze, null, () => RestoredTables.AnalyzeAsync(connection, cancellationToken)).ConfigureAwait(false);
        foreach (var notice in unanalyzed) notices.Add(notice);

        return new RestoreReport(tables, _archive?.Entries.Count ?? 0, [], notices.ToList(), [], stages.Times, []);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<Archive?> TryReadAsync(IArchiveSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveReader.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code is ErrorCode.ArchiveVersionUnsupported or ErrorCode.ArchiveCodecUnsupported)
        {
            return null;
        }
    }
}
