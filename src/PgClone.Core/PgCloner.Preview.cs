using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Connecting;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Says what <see cref="RestoreAsync"/> would do with these options, by the plan that it would make: the dump is found and its table of contents read, or the database of
    /// the server found, the guards and the server are asked. Nothing is created, ended or dropped.
    /// </summary>
    /// <exception cref="PgCloneException">The restore would fail by this, too. What stands in the way on the server is none, but told in the result.</exception>
    public Task<RestorePreview> PreviewRestoreAsync(RestoreOptions options, CancellationToken cancellationToken = default) => Of(options) is var (aliased, chosen)
        ? aliased.PreviewRestoreAsync(chosen, cancellationToken)
        : WithCodesAsync(async () =>
        {
            if (LocalSource.IsMeant(options.Source))
            {
                var local = await BeginLocalRestoreAsync(options, cancellationToken).ConfigureAwait(false);
                return await local.PreviewAsync(cancellationToken).ConfigureAwait(false);
            }

            // The server of an image would be made and started for it.
            var run = await BeginRestoreAsync(options with { Images = false }, replaces: true, cancellationToken).ConfigureAwait(false);
            await using var _ = run.ConfigureAwait(false);

            var stamped = await StampedTarget.OpenAsync(run, _clock, settings.DataDirectory, cancellationToken).ConfigureAwait(false);
            var isUnchanged = stamped is not null && await stamped.FindUnchangedAsync(cancellationToken).ConfigureAwait(false) is not null;
            return await run.PreviewAsync(cancellationToken).ConfigureAwait(false) with { IsUnchanged = isUnchanged };
        });

    /// <summary>Whether a restore may go into another machine's server, as far as the connection tells without being opened.</summary>
    internal bool MayGoElsewhere(RestoreOptions options) => Of(options) is var (aliased, chosen)
        ? aliased.MayGoElsewhere(chosen)
        : (options.Connection ?? settings.Connection) is { } connection && !PostgresServer.IsLocalHost(ConnectionText.Read(connection).Host ?? "");
}
