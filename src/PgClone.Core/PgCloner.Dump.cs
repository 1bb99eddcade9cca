using System.Diagnostics;
using PgClone.Configuration.Options;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Dumping;
using PgClone.Hooks;
using PgClone.Manifests;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Runs the pre-dump hooks on the live database and streams a dump of it into the store. The dump appears there whole or not at all.
    /// pg_dump holds ACCESS SHARE locks on the dumped tables while it runs.
    /// </summary>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.NotAllowed"/>, <see cref="ErrorCode.DatabaseNotFound"/>, <see cref="ErrorCode.HookFailed"/>,
    /// <see cref="ErrorCode.PgDumpNotFound"/>, <see cref="ErrorCode.PgDumpFailed"/>, <see cref="ErrorCode.PoolerBetween"/>, or one of the server's or the store's.
    /// </exception>
    public Task<DumpResult> DumpAsync(DumpOptions options, CancellationToken cancellationToken = default) => Of(options?.Database) is var (engine, name) ? engine.DumpAsync(options! with { Database = name }, cancellationToken) : MeasuredAsync(Telemetry.Dump, options?.Database, async operation =>
    {
        ArgumentNullException.ThrowIfNull(options);

        var start = Stopwatch.GetTimestamp();
        var stages = new StageClock(_progress);
        var dump = OptionsResolver.Resolve(settings, options);
        var opened = OpenStore(dump.Storage);
        var server = await stages.RunAsync(Stage.Server, null, () => GetServerAsync(dump.Connection, cancellationToken)).ConfigureAwait(false);

        await ServerGuard.CheckDumpAsync(server, dump.Database, cancellationToken).ConfigureAwait(false);

        if (dump.Hooks.Count > 0)
        {
            var context = new HookContext(HookPoint.PreDump, server, dump.Database, dump.Database);
            await stages.RunAsync(Stage.PreDumpHooks, null, () => HookRunner.RunAsync(dump.Hooks, context, _progress, cancellationToken)).ConfigureAwait(false);
        }

        var key = DumpKey.Create(settings.KeyLayout, dump.Database, dump.ConfigInKey, _clock.GetUtcNow(), settings.Instance ?? Environment.MachineName);
        var dumped = await stages.RunAsync(
            Stage.Dump,
            key.Value,
            async () => await ArchiveDumper.DumpAsync(
                server, dump.Database, key, opened, dump.Content, await PgDump.FindAsync(server.Version, settings, cancellationToken).ConfigureAwait(false), _progress, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

        var manifest = new Manifest
        {
            FormatVersion = Manifest.CurrentVersion,
            Identity = ArchiveIdentity.Of(dumped.Head, dumped.Blocks),
            Database = dump.Database,
            Config = dump.ConfigInKey,
            Created = key.Timestamp,
            DurationSeconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3),
            Server = new ManifestServer(dumped.Header.ServerVersion, await SystemIdentifier.ReadAsync(server, cancellationToken).ConfigureAwait(false), server.IsLocal),
            PgDumpVersion = dumped.Header.DumpVersion,
            ExcludedData = dump.Choices.Exclude ?? [],
            Choices = DumpOptionList.ContentOf(dump.Choices),
            Hooks = [.. dump.Hooks.Select(hook => hook.Name)],
            Bytes = dumped.Bytes,
            Head = dumped.Head,
            Blocks = dumped.Blocks,
        };
        await ManifestFile.WriteAsync(opened, key, manifest, cancellationToken).ConfigureAwait(false);
        (operation.Database, operation.Bytes) = (dump.Database, dumped.Bytes);
        return new DumpResult(key, dumped.Bytes, Stopwatch.GetElapsedTime(start));
    });
}
