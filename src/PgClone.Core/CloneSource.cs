using Npgsql;
using PgClone.Databases;
using PgClone.Pooling;
using PgClone.Templates;

namespace PgClone;

/// <summary>
/// What the clones of one database are copied from: the template that it is a copy of, or else a snapshot, a database that nobody connects to. It is dropped when this is disposed.
/// </summary>
internal sealed class CloneSource(TemporaryDatabase first, RestoreOrigin origin) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly TemplateCatalog _templates = new(first.Server);
    private Template? _template = origin.Template;
    private TemporaryDatabase? _snapshot;
    private readonly Lock _dropping = new();
    private Task _drops = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Makes what is copied, where there is nothing yet. It is a restore: who asks for a copy takes the connections for that only afterwards, or would keep them from it.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_template is null) await GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A fresh copy, which is the caller's.</summary>
    public async Task<TemporaryDatabase> CopyAsync(CancellationToken cancellationToken) =>
        await TryCopyTemplateAsync(cancellationToken).ConfigureAwait(false)
        ?? await CopyAsync((await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Name, checkAsync: null, cancellationToken).ConfigureAwait(false);

    /// <summary>A clone of the template that was made ahead; null where none is ready.</summary>
    public async Task<ReadyClone?> TryTakeReadyAsync(DataSourceRecipe recipe, CancellationToken cancellationToken) =>
        _template is { } template ? await ClonePools.TryTakeAsync(first.Server, template, recipe, first.Target, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>From now on what is in a database at this moment is copied. Its sessions are ended.</summary>
    public async Task TakeSnapshotAsync(TemporaryDatabase database, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await database.EndSessionsAsync(cancellationToken).ConfigureAwait(false);
            var snapshot = await TemporaryDatabase.CopyAsync(
                first.Server, first.Target, database.Name, first.Marker.DumpKey, endSessions: true, cancellationToken: cancellationToken).ConfigureAwait(false);
            await ReplaceSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Drops a copy in the background, by work that never fails; disposing this waits for it.</summary>
    public void Drop(Func<Task> dropAsync)
    {
        lock (_dropping) _drops = Task.WhenAll(_drops, BackgroundDrops.Start(dropAsync));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _drops.ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        if (_snapshot is not null) await _snapshot.DisposeAsync().ConfigureAwait(false);
        _gate.Release();
    }

    private Task<TemporaryDatabase> CopyAsync(string source, Func<NpgsqlConnection, Task>? checkAsync, CancellationToken cancellationToken) =>
        TemporaryDatabase.CopyAsync(first.Server, first.Target, source, first.Marker.DumpKey, checkAsync: checkAsync, cancellationToken: cancellationToken);

    /// <returns>Null where there is no template, or it is not what it was.</returns>
    private async Task<TemporaryDatabase?> TryCopyTemplateAsync(CancellationToken cancellationToken)
    {
        if (_template?.Marker is not { } marker) return null;

        var key = new TemplateKey(marker.Key);
        return await _templates.TryCopyAsync(key, check => CopyAsync(key.Name, check, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What there is, else another restore of the same: what the database held before it was handed out, nobody else knows any more.</summary>
    private async Task<TemporaryDatabase> GetSnapshotAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_snapshot is null) await ReplaceSnapshotAsync((await origin.RestoreAgainAsync(cancellationToken).ConfigureAwait(false)).Detach(), cancellationToken).ConfigureAwait(false);
            return _snapshot!;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ReplaceSnapshotAsync(TemporaryDatabase snapshot, CancellationToken cancellationToken)
    {
        try
        {
            await snapshot.SealAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await snapshot.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (_snapshot is not null) await _snapshot.DisposeAsync().ConfigureAwait(false);
        (_snapshot, _template) = (snapshot, null);
    }
}
