using System.Diagnostics;
using Npgsql;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone;

/// <content>Copies on the server itself.</content>
public sealed partial class PgCloner
{
    /// <summary>Copies a database on its server, under another name. <c>restore :name</c> brings it back in seconds.</summary>
    /// <remarks>Nobody can connect to the database while it is copied. A copy that is replaced goes when the new one is whole, its sessions with it.</remarks>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.NotAllowed"/>, <see cref="ErrorCode.CopyExists"/>: there is something else of that name; <see cref="ErrorCode.SourceInUse"/>; or another code of the server's. Nothing is left behind.
    /// </exception>
    public Task<CopyResult> CopyAsync(CopyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(options.Database) is var (engine, database)
            ? engine.CopyAsync(options with { Database = database }, cancellationToken)
            : WithCodesAsync(() => CopyHereAsync(options with { Name = LocalSource.NameOf(options.Name) }, cancellationToken));
    }

    /// <summary>Drops a copy that PgClone made. Nothing else can be dropped so.</summary>
    /// <param name="name">The copy's name; the colon that restores need before it is optional.</param>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.NotAllowed"/>, <see cref="ErrorCode.DatabaseNotFound"/>, <see cref="ErrorCode.CopyExists"/>: it is no copy of ours; <see cref="ErrorCode.SourceInUse"/>: somebody is connected to it.
    /// </exception>
    public Task DropCopyAsync(string name, string? connection = null, string? database = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return WithCodesAsync(() => OfServer(database).DropCopyHereAsync(LocalSource.NameOf(name), connection, cancellationToken));
    }

    /// <summary>Drops what commands left on the server that were killed, and what was kept and has expired. What has a live owner is never touched.</summary>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="dryRun">True drops nothing.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The names of those that were dropped, or would be.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAllowed"/>, or the server can't be reached.</exception>
    public Task<IReadOnlyList<string>> ReapAsync(string? connection = null, bool dryRun = false, string? database = null, CancellationToken cancellationToken = default) => WithCodesAsync(async () =>
    {
        var server = await OfServer(database).GetServerAsync(connection, cancellationToken).ConfigureAwait(false);
        HostGuard.CheckRestore(settings, server);
        return dryRun
            ? await OrphanReaper.FindAsync(server, cancellationToken).ConfigureAwait(false)
            : await OrphanReaper.ReapAsync(server, cancellationToken).ConfigureAwait(false);
    });

    private async Task<bool> DropCopyHereAsync(string name, string? connection, CancellationToken cancellationToken)
    {
        var server = await OpenForCopiesAsync(connection, cancellationToken).ConfigureAwait(false);
        var held = await TargetLock.AcquireAsync(server, name, default, cancellationToken).ConfigureAwait(false);
        await using var _ = held.ConfigureAwait(false);
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);

        if (!await DatabaseCatalog.HasAsync(server, name, cancellationToken).ConfigureAwait(false))
            throw DatabaseCatalog.NotFound(server, name);
        await CheckIsCopyAsync(session, server, name, "Drop it yourself if it is to go: PgClone only drops copies that it made.", cancellationToken).ConfigureAwait(false);
        try
        {
            await session.ExecuteAsync($"DROP DATABASE {PostgresIdentifier.Quote(name)}", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            var sessions = await DatabaseSessions.DescribeAsync(session, name, cancellationToken).ConfigureAwait(false);
            throw new PgCloneException(ErrorCode.SourceInUse, $"The copy \"{name}\" could not be dropped.", server.DisplayName, $"It is in use: {string.Join("; ", sessions)}", "Close these sessions.", e);
        }
    }

    private async Task<CopyResult> CopyHereAsync(CopyOptions options, CancellationToken cancellationToken)
    {
        var database = options.Database ?? settings.Database ?? throw OptionsResolver.NoDatabase(settings);
        DatabaseName.CheckCopy(options.Name);
        var server = await OpenForCopiesAsync(options.Connection, cancellationToken).ConfigureAwait(false);
        var source = await LocalSource.FindAsync(server, ":" + database, options.Name, cancellationToken).ConfigureAwait(false);
        var held = await TargetLock.AcquireAsync(server, options.Name, default, cancellationToken).ConfigureAwait(false);
        await using var _ = held.ConfigureAwait(false);

        var strategy = await ChooseStrategyAsync(server, options, cancellationToken).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        if (!options.DryRun) await MakeCopyAsync(server, source, held, options, cancellationToken).ConfigureAwait(false);
        return new(
            options.Name, database, source.Bytes, strategy.Text, strategy.Reason, Stopwatch.GetElapsedTime(start), !options.DryRun);
    }

    private async Task MakeCopyAsync(PostgresServer server, LocalSource source, TargetLock held, CopyOptions options, CancellationToken cancellationToken)
    {
        var reaped = await OrphanReaper.ReapFirstAsync(server, cancellationToken).ConfigureAwait(false);
        var dumpKey = source.Marker?.DumpKey;
        var copy = await TemporaryDatabase.CopyAsync(server, options.Name, source.Name, dumpKey, options.EndSessions, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        var marker = DatabaseMarker.Create(DatabaseMarker.Copy, source.Name, dumpKey);
        var notices = await held.SwapAsync(copy, new SwapDisposition { Marker = marker }, cancellationToken).ConfigureAwait(false);
        foreach (var notice in reaped.Concat(copy.Notices).Concat(notices)) _progress.Report(new Notice(notice));
    }

    private static async Task<CloneStrategy> ChooseStrategyAsync(PostgresServer server, CopyOptions options, CancellationToken cancellationToken)
    {
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        if (await DatabaseCatalog.HasAsync(server, options.Name, cancellationToken).ConfigureAwait(false))
        {
            await CheckIsCopyAsync(session, server, options.Name, "Choose another name for the copy.", cancellationToken).ConfigureAwait(false);
            if (!options.Replace)
                throw new PgCloneException(ErrorCode.CopyExists, $"There is a copy \"{options.Name}\" already.", server.DisplayName, advice: "Replace it (--replace), or choose another name.");
        }

        return await CloneStrategy.ChooseAsync(session, server.Version, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CheckIsCopyAsync(NpgsqlConnection session, PostgresServer server, string name, string advice, CancellationToken cancellationToken)
    {
        if (await KeptDatabases.ReadAsync(session, name, cancellationToken).ConfigureAwait(false) is not { Role: DatabaseMarker.Copy })
            throw new PgCloneException(ErrorCode.CopyExists, $"The database \"{name}\" is no copy that PgClone made.", server.DisplayName, advice: advice);
    }

    private async Task<PostgresServer> OpenForCopiesAsync(string? connection, CancellationToken cancellationToken)
    {
        if (!settings.AllowCopy) throw OptionsResolver.NotAllowed("Copies", "allowCopy");

        var server = await GetServerAsync(connection, cancellationToken).ConfigureAwait(false);
        HostGuard.CheckRestore(settings, server);
        return server;
    }
}
