using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Storage;

namespace PgClone.Caching;

/// <summary>
/// A store whose dumps are kept on this machine once they were fetched. It is asked first for what there is and for manifests; only where it can't be reached
/// is what it said last taken. Dumps without a manifest are not kept, as they can't be told from others.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="address">Its whole location, which tells it from others.</param>
/// <param name="folder">Where things are kept.</param>
/// <param name="notify">Takes what is to be said.</param>
internal sealed class CachedStore(IDumpStore store, string address, CacheFolder folder, Action<string> notify) : IDumpStore
{
    private readonly CachedArchives _archives = new(folder, notify);

    // Finding that out takes a while: it is asked no more.
    private bool _isLost;

    public string Location => store.Location;

    public async IAsyncEnumerable<StoredDump> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var dump in await ReadListAsync("", () => store.ListAsync(cancellationToken), cancellationToken).ConfigureAwait(false)) yield return dump;
    }

    public async IAsyncEnumerable<StoredDump> FindAsync(string source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var dumps = DumpKey.TryParse(source, out var key)
            ? FindAsync(key, cancellationToken)
            : ReadListAsync(source, () => store.FindAsync(source, cancellationToken), cancellationToken);
        foreach (var dump in await dumps.ConfigureAwait(false)) yield return dump;
    }

    public async Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        var (manifest, _) = await ManifestFile.ReadAsync(this, key, cancellationToken).ConfigureAwait(false);
        return manifest is null
            ? await store.OpenAsync(key, cancellationToken).ConfigureAwait(false)
            : await _archives.OpenAsync(manifest, () => store.OpenAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        var name = NameOf(key.Value, "json");
        if (_isLost && File.Exists(folder.PathOf(name))) return await ReadKeptAsync(name, cancellationToken).ConfigureAwait(false);

        try
        {
            var manifest = await store.ReadManifestAsync(key, cancellationToken).ConfigureAwait(false);
            if (manifest is { } known) await KeepAsync(name, known, cancellationToken).ConfigureAwait(false);
            return manifest;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.StoreUnreachable && File.Exists(folder.PathOf(name)))
        {
            _isLost = true;
            return await ReadKeptAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default) => store.CreateAsync(key, headLength, cancellationToken);

    public Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default) =>
        store.WriteManifestAsync(key, manifest, cancellationToken);

    public Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    public Task DeleteAllAsync(IReadOnlyList<DumpKey> keys, CancellationToken cancellationToken = default) => store.DeleteAllAsync(keys, cancellationToken);

    public IAsyncEnumerable<UnfinishedDump> ListUnfinishedAsync(CancellationToken cancellationToken = default) => store.ListUnfinishedAsync(cancellationToken);

    public Task DeleteUnfinishedAsync(UnfinishedDump dump, CancellationToken cancellationToken = default) => store.DeleteUnfinishedAsync(dump, cancellationToken);

    private async Task<IReadOnlyList<StoredDump>> FindAsync(DumpKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(key.Value, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.StoreUnreachable && File.Exists(folder.PathOf(NameOf(key.Value, "json"))))
        {
            _isLost = true;
            var (manifest, _) = await ManifestFile.ReadAsync(this, key, cancellationToken).ConfigureAwait(false);
            notify("The store can't be reached. The dump is taken for what it was when it was last asked for.");
            return manifest is null ? [] : [new StoredDump(key, manifest.Bytes)];
        }
    }

    /// <param name="source">What is looked for; empty: all.</param>
    /// <param name="list">Asks the store.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    private async Task<IReadOnlyList<StoredDump>> ReadListAsync(string source, Func<IAsyncEnumerable<StoredDump>> list, CancellationToken cancellationToken)
    {
        var name = NameOf(source, "list");
        try
        {
            var dumps = await list().ToListAsync(cancellationToken).ConfigureAwait(false);
            var lines = dumps.Select(dump => string.Create(CultureInfo.InvariantCulture, $"{dump.Length} {dump.Key}\n"));
            await KeepAsync(name, Encoding.UTF8.GetBytes(string.Concat(lines)), cancellationToken).ConfigureAwait(false);
            return dumps;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.StoreUnreachable && File.Exists(folder.PathOf(name)))
        {
            _isLost = true;
            var lines = await File.ReadAllLinesAsync(folder.PathOf(name), cancellationToken).ConfigureAwait(false);
            notify($"The store can't be reached. What it held at {File.GetLastWriteTimeUtc(folder.PathOf(name)):yyyy-MM-dd HH:mm:ss} UTC is taken for what it holds; newer dumps are not known.");
            return [.. lines.Select(Parse).OfType<StoredDump>()];
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadKeptAsync(string name, CancellationToken cancellationToken)
    {
        folder.Touch(name);
        return await File.ReadAllBytesAsync(folder.PathOf(name), cancellationToken).ConfigureAwait(false);
    }

    private static StoredDump? Parse(string line) =>
        line.Split(' ', 2) is [var length, var key] && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && DumpKey.TryParse(key, out var parsed)
            ? new StoredDump(parsed, bytes)
            : null;

    private async Task KeepAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await folder.WriteAsync(name, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notify($"What the store says is not kept on this machine: {e.Message.TrimEnd('.')}.");
        }
    }

    private string NameOf(string key, string extension) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{address}\n{key}")))}.{extension}";
}
