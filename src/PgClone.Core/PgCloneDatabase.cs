using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Pooling;

namespace PgClone;

/// <summary>
/// A database with real data that is a test's own: the latest dump of the configured database, restored and migrated, under a unique name. From it come clones, one for a test each,
/// and it can be set back to what it was.
/// </summary>
/// <remarks>
/// Disposing ends the sessions in the database and drops it. Where the process was killed, the next use of PgClone on the server drops it.
/// All members are safe for concurrent use; who resets a database has to know that nobody else works in it.
/// </remarks>
public sealed partial class PgCloneDatabase : IAsyncDisposable
{
    private readonly PgCloneDatabaseOptions _options;
    private readonly TemporaryRestore _restore;
    private readonly DataSourceRecipe _recipe;
    private readonly DatabaseConnections _connections;
    private readonly Lock _noticing = new();
    private readonly CloneSource? _cloneOf;
    private CloneSource _source;
    private bool _ownsSource;
    private IReadOnlyList<string> _notices;

    private PgCloneDatabase(PgCloneDatabaseOptions options, TemporaryRestore restore, DataSourceRecipe recipe, CloneSource? source)
    {
        (_options, _restore, _recipe) = (options, restore, recipe);
        (_source, _ownsSource) = (source ?? new CloneSource(restore.Database, restore.Origin), source is null);
        _cloneOf = source;
        _notices = restore.Result.Notices;
        _connections = restore.Connections ?? recipe.Build(restore.Result.ConnectionString);
    }

    /// <summary>How to connect to the database. It may hold a password.</summary>
    public string ConnectionString => _connections.ConnectionString;

    /// <summary>Open connections to the database from here: they are pooled, and closed before it is dropped or reset.</summary>
    public NpgsqlDataSource DataSource => _connections.DataSource;

    /// <summary>The database's own, unique name.</summary>
    public string DatabaseName => _restore.Result.Database;

    /// <summary>What was restored.</summary>
    public RestoreResult Restore => _restore.Result;

    /// <summary>The dump that is in it.</summary>
    public string DumpKey => _restore.Result.Key.Value;

    /// <summary>What was passed over, adapted or left behind so far, a sentence each.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Restores the database, runs the pre-swap hooks on it and opens it. Where the same was restored before, it is a copy of a template.</summary>
    /// <param name="options">What to restore, and where. Null: what <c>pgclone.json</c> and the environment say.</param>
    /// <param name="cancellationToken">Stops; no database is left behind.</param>
    /// <exception cref="PgCloneException">The code says what failed; no database is left behind.</exception>
    public static async Task<PgCloneDatabase> CreateAsync(PgCloneDatabaseOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PgCloneDatabaseOptions();
        if (options.ReadyClones < 0) throw new PgCloneException(ErrorCode.InvalidOption, $"ReadyClones must not be negative, but was {options.ReadyClones}.");
        if (options.MaxPoolSize < 1) throw new PgCloneException(ErrorCode.InvalidOption, $"MaxPoolSize must be at least 1, but was {options.MaxPoolSize}.");

        var started = options.StartServer is { } start ? await start(cancellationToken).ConfigureAwait(false) : null;
        var recipe = RecipeOf(options);
        var restore = await options.CreateCloner(started).RestoreTemporaryAsync(options.ToRestoreOptions(started), IsForOthers(options) ? recipe : null, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(options, restore, recipe, source: null).ConfigureAwait(false);
    }

    /// <summary>Closes the connections and drops the database, unless it is kept, and what its clones were copied from. Never fails: what can't be dropped is a notice, and dropped later.</summary>
    /// <remarks>A clone is dropped in the background. When what it is a clone of has been disposed, it is gone; and the process ends no sooner, but for ten seconds at most.</remarks>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (_cloneOf is not null && !_isKept) _cloneOf.Drop(DropAsync);
        else await DropAsync().ConfigureAwait(false);
    }

    private async Task DropAsync()
    {
        await _restore.DisposeAsync().ConfigureAwait(false);
        NotifyIfLeft(_restore.Database);
        if (_ownsSource) await _source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a database over: whatever fails here drops it.</summary>
    /// <param name="options">How it is connected to.</param>
    /// <param name="restore">The database.</param>
    /// <param name="recipe">The same, for a pool.</param>
    /// <param name="source">What clones are copied from; null: what the database is made of.</param>
    private static async Task<PgCloneDatabase> OpenAsync(PgCloneDatabaseOptions options, TemporaryRestore restore, DataSourceRecipe recipe, CloneSource? source)
    {
        try
        {
            return new PgCloneDatabase(options, restore, recipe, source);
        }
        catch
        {
            await restore.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Much of what a data source calls is the user's.</summary>
    private async Task CloseAsync()
    {
        try
        {
            await _connections.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Notify($"The connections to the database {DatabaseName} could not be closed, and are ended: {e.Reason()}");
        }
    }

    /// <summary>Where the caller has a say in it, nobody else connects alike.</summary>
    private static DataSourceRecipe RecipeOf(PgCloneDatabaseOptions options) => new(
        options.ConfigureDataSource is null ? $"up to {options.MaxPoolSize}, {options.ReadyClones} ready" : $"own {Guid.NewGuid()}",
        options.ConfigureDataSource is null,
        options.ReadyClones,
        connectionString => new DatabaseConnections(connectionString, options.MaxPoolSize, options.ConfigureDataSource));

    /// <summary>Whether a clone that is made ahead for this database is of use even if none is asked for: unless it is said otherwise, where the next database may be it.</summary>
    private static bool IsForOthers(PgCloneDatabaseOptions options) => options.ReadyClones is not null || options.ConfigureDataSource is null;

    private void NotifyIfLeft(TemporaryDatabase database)
    {
        if (database.WhyLeft is { } why) Notify($"The database {database.Name} could not be dropped; the next use of PgClone on the server drops it: {why}");
    }

    private void Notify(string notice)
    {
        lock (_noticing) _notices = [.. _notices, notice];
        _options.Progress?.Report(new Notice(notice));
    }
}
