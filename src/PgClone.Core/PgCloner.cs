using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone;

/// <summary>The engine's front: dumps, lists and restores. All four front doors call this and nothing else. Safe for concurrent use.</summary>
/// <param name="settings">The project's settings, as <see cref="SettingsLoader"/> finds them.</param>
/// <param name="progress">Takes the progress events, in order, on the engine's threads; must not block.</param>
/// <param name="loggerFactory">Where log messages go; null: nowhere.</param>
public sealed class PgCloner(PgCloneSettings settings, IProgress<ProgressEvent>? progress = null, ILoggerFactory? loggerFactory = null)
{
    private readonly (PgCloneSettings Settings, IProgress<ProgressEvent>? Progress, ILoggerFactory Loggers) _todo = (settings, progress, loggerFactory ?? NullLoggerFactory.Instance);
    internal object Todo => _todo;

    /// <summary>Dumps a database into the store.</summary>
    public Task<DumpResult> DumpAsync(DumpOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The dumps in the store, newest first.</summary>
    public Task<IReadOnlyList<StoredDump>> ListAsync(ListOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The databases on the server, by name, without PostgreSQL's own and PgClone's temporary ones.</summary>
    public Task<IReadOnlyList<LocalDatabase>> ListLocalAsync(string? connection = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Restores a dump into a temporary database and swaps it in.</summary>
    public Task<RestoreResult> RestoreAsync(RestoreOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Restores a dump into a temporary database, runs the pre-swap hooks and hands it out as it is: nothing is swapped, and
    /// <see cref="RestoreOptions.Database"/> only names it for hooks and messages. Dispose what is returned to drop the database.
    /// </summary>
    public Task<TemporaryRestore> RestoreTemporaryAsync(RestoreOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
