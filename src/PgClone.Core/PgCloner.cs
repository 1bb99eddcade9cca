using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PgClone.Caching;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Connecting;
using PgClone.Servers.Local;
using PgClone.Storage;

namespace PgClone;

/// <summary>The engine's front: dumps, lists and restores. All front doors call this and nothing else. Safe for concurrent use.</summary>
/// <param name="settings">The project's settings, as <see cref="SettingsLoader"/> finds them.</param>
/// <param name="progress">Takes the progress events, in order, on the engine's threads; must not block.</param>
/// <param name="loggerFactory">Where log messages go; null: nowhere.</param>
/// <param name="store">Where dumps lie unless an option says otherwise; null: as the settings say.</param>
/// <param name="timeProvider">The clock that dates new dumps; null: the system's.</param>
public sealed partial class PgCloner(
    PgCloneSettings settings,
    IProgress<ProgressEvent>? progress = null,
    ILoggerFactory? loggerFactory = null,
    IDumpStore? store = null,
    TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _clock = timeProvider ?? TimeProvider.System;
    private readonly LoggedProgress _progress = new((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("PgClone"), progress);

    private ILogger Log => _progress.Log;

    /// <summary>The dumps in the store, newest first. A notice names a store that holds none.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.StoreNotFound"/> or <see cref="ErrorCode.StoreUnavailable"/>.</exception>
    public async Task<IReadOnlyList<StoredDump>> ListAsync(ListOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (Of(options.Database) is var (engine, database)) return await engine.ListAsync(options with { Database = database }, cancellationToken).ConfigureAwait(false);

        var opened = OpenStore(options.Storage);
        var catalog = await ReadCatalogAsync(opened, options.Database, cancellationToken).ConfigureAwait(false);
        if (catalog.Dumps.Count == 0) _progress.Report(new Notice($"The store {opened.Location} holds no dumps."));
        return options.Database is null ? catalog.Dumps : catalog.OfDatabase(options.Database);
    }

    /// <summary>The databases on the server, by name, without PostgreSQL's own and PgClone's temporary ones.</summary>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerUnreachable"/> or <see cref="ErrorCode.AuthenticationFailed"/>.</exception>
    public Task<IReadOnlyList<LocalDatabase>> ListLocalAsync(string? connection = null, string? database = null, CancellationToken cancellationToken = default) => WithCodesAsync(async () =>
    {
        var server = await OfServer(database).GetServerAsync(connection, cancellationToken).ConfigureAwait(false);
        return await DatabaseCatalog.ListAsync(server, cancellationToken).ConfigureAwait(false);
    });

    private async Task<PostgresServer> GetServerAsync(string? connection, CancellationToken cancellationToken) =>
        (await settings.CreateServerSource(connection, Log).GetAsync(cancellationToken).ConfigureAwait(false)).WithLog(Log).WithLimits(new(settings.LockTimeout, settings.StatementTimeout));

    /// <summary>All dumps, or at least those of a database, if it has any.</summary>
    private static Task<Catalog> ReadCatalogAsync(IDumpStore store, string? database, CancellationToken cancellationToken) =>
        database is null ? Catalog.ReadAsync(store, cancellationToken) : Catalog.FindAsync(store, database, cancellationToken);

    private IDumpStore OpenStore(string? storage) =>
        storage is null && store is not null ? store : DumpStores.Open(storage ?? settings.Storage, settings.BaseDirectory, Log);

    /// <summary>The store to restore from: what is fetched from one that is no folder may be kept.</summary>
    private IDumpStore OpenCachedStore(string? storage)
    {
        var opened = OpenStore(storage);
        if (settings.CacheSize is not { } capacity || opened is DirectoryStore) return opened;

        var folder = new CacheFolder(Path.Combine(Path.GetFullPath(settings.DataDirectory ?? new LocalServerOptions().DataRoot, settings.BaseDirectory), "cache"), capacity);
        return new CachedStore(opened, storage ?? (store is null ? settings.Storage : opened.Location), folder, message => _progress.Report(new Notice(message)));
    }

    /// <summary>Work that is traced and measured, and that fails with codes.</summary>
    private Task<T> MeasuredAsync<T>(OperationInstruments instruments, string? database, Func<Operation, Task<T>> work) =>
        Operation.RunAsync(instruments, database ?? settings.Database, operation => WithCodesAsync(() => work(operation)));

    /// <summary>The server's failures that nothing nearer has explained leave the engine with a code like all others.</summary>
    internal static async Task<T> WithCodesAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw ConnectionFailure.OfStatement(e);
        }
    }
}
