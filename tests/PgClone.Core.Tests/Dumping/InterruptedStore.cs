using PgClone.Archives;
using PgClone.Storage;

namespace PgClone.Dumping;

/// <summary>A store in which something happens when the first data arrives.</summary>
internal sealed class InterruptedStore(IDumpStore store, Func<Task> interrupt) : IDumpStore
{
    public string Location => store.Location;

    public IAsyncEnumerable<StoredDump> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken) => store.OpenAsync(key, cancellationToken);

    public async Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken) =>
        new Writer(await store.CreateAsync(key, headLength, cancellationToken), interrupt);

    public Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken) => store.ReadManifestAsync(key, cancellationToken);

    public Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        store.WriteManifestAsync(key, manifest, cancellationToken);

    public Task DeleteAsync(DumpKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    private sealed class Writer(IDumpWriter writer, Func<Task> interrupt) : IDumpWriter
    {
        private Func<Task>? _interrupt = interrupt;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            await writer.WriteAsync(data, cancellationToken);
            if (Interlocked.Exchange(ref _interrupt, null) is { } interrupt) await interrupt();
        }

        public Task CommitAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken) => writer.CommitAsync(head, cancellationToken);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
