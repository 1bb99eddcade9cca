using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Caching;

/// <summary>A store far away: it can be lost, and counts the archives that were read.</summary>
internal sealed class RemoteStore(IDumpStore inner) : IDumpStore
{
    private readonly List<CountedSource> _opened = [];

    public bool IsLost { get; set; }

    public int Fetched => _opened.Count(source => source.WasRead);

    public string Location => inner.Location;

    public IAsyncEnumerable<StoredDump> ListAsync(CancellationToken cancellationToken = default) => Reachable().ListAsync(cancellationToken);

    public async Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        var source = new CountedSource(await Reachable().OpenAsync(key, cancellationToken));
        lock (_opened) _opened.Add(source);
        return source;
    }

    public Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default) => Reachable().CreateAsync(key, headLength, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default) => Reachable().ReadManifestAsync(key, cancellationToken);

    public Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default) =>
        Reachable().WriteManifestAsync(key, manifest, cancellationToken);

    public Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default) => Reachable().DeleteAsync(key, cancellationToken);

    private IDumpStore Reachable() => IsLost ? throw new PgCloneException(ErrorCode.StoreUnreachable, "The store can't be reached.", Location) : inner;

    private sealed class CountedSource(IArchiveSource source) : IArchiveSource
    {
        public bool WasRead { get; private set; }

        public string Name => source.Name;

        public long Length => source.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WasRead = true;
            return source.ReadAsync(offset, buffer, cancellationToken);
        }

        public ValueTask DisposeAsync() => source.DisposeAsync();
    }
}
