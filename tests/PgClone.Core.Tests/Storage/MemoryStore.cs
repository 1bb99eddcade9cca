using System.Collections.Concurrent;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>A store of a project's own: dumps in memory.</summary>
internal sealed class MemoryStore : IDumpStore
{
    private readonly ConcurrentDictionary<string, (DumpKey Key, byte[] Bytes)> _dumps = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, byte[]> _manifests = new(StringComparer.Ordinal);

    public string Location => "memory";

    public IAsyncEnumerable<StoredDump> ListAsync(CancellationToken cancellationToken = default) =>
        _dumps.Values.Select(dump => new StoredDump(dump.Key, dump.Bytes.Length)).ToAsyncEnumerable();

    public Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default) =>
        _dumps.TryGetValue(key.Value, out var dump)
            ? Task.FromResult<IArchiveSource>(new MemorySource(dump.Bytes))
            : throw new PgCloneException(ErrorCode.DumpNotFound, "There is no such dump.", key.Value);

    public Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default) => Task.FromResult<IDumpWriter>(new Writer(this, key));

    public Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(_manifests.TryGetValue(key.Value, out var manifest) ? (ReadOnlyMemory<byte>?)manifest : null);

    public Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default)
    {
        _manifests[key.Value] = manifest.ToArray();
        return Task.CompletedTask;
    }

    public Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        _dumps.TryRemove(key.Value, out _);
        _manifests.TryRemove(key.Value, out _);
        return Task.CompletedTask;
    }

    private sealed class Writer(MemoryStore store, DumpKey key) : IDumpWriter
    {
        private readonly MemoryStream _data = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => _data.WriteAsync(data, cancellationToken);

        public Task CommitAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken = default)
        {
            store._dumps[key.Value] = (key, [.. head.Span, .. _data.ToArray()]);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => _data.DisposeAsync();
    }
}
