using System.Security.Cryptography;
using PgClone.Archives;
using PgClone.Manifests;

namespace PgClone.Dumping;

/// <summary>Takes down every data block of an archive that streams by: where it lies, its hash, its rows.</summary>
internal sealed class BlockRecorder(Archive archive) : IAsyncDisposable
{
    private readonly Dictionary<int, TocEntry> _entries = archive.Entries.Where(e => e.HasData).ToDictionary(e => e.DumpId);
    private readonly BlockScanner _scanner = new(archive);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<ManifestBlock> _blocks = [];
    private RowCounter? _counter;

    /// <summary>The position of the byte that comes next.</summary>
    public long Position => _scanner.Position;

    /// <summary>The blocks that have passed, in their order.</summary>
    public IReadOnlyList<ManifestBlock> Blocks => _blocks;

    /// <summary>The block that has begun, and how many bytes of rows of it have been counted; null between blocks, and for what holds no rows.</summary>
    public (int DumpId, long Bytes)? Begun => _counter is null ? null : (_scanner.DumpId, _counter.Bytes);

    /// <inheritdoc cref="BlockScanner.Scan"/>
    public async ValueTask<int> TakeAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var (used, hashed) = (0, 0);
        while (used < data.Length && !_scanner.IsComplete)
        {
            var isContent = _scanner.Skippable > 0;
            var taken = _scanner.Step(data.Span[used..]);
            if (isContent) Count(data.Span.Slice(used, taken));
            used += taken;
            if (_scanner.Blocks.Count == _blocks.Count) continue;

            _hash.AppendData(data.Span[hashed..used]);
            hashed = used;
            await EndBlockAsync().ConfigureAwait(false);
        }

        _hash.AppendData(data.Span[hashed..used]);
        if (_counter is not null) await _counter.FlushAsync(cancellationToken).ConfigureAwait(false);
        return used;
    }

    /// <inheritdoc cref="BlockScanner.ExpectComplete"/>
    public void ExpectComplete() => _scanner.ExpectComplete();

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_counter is not null) await _counter.DisposeAsync().ConfigureAwait(false);
    }

    private void Count(ReadOnlySpan<byte> content)
    {
        if (_counter is null && _entries[_scanner.DumpId].CopyStatement is null) return;

        _counter ??= new RowCounter(archive.Header.Compression);
        _counter.Write(content);
    }

    private async Task EndBlockAsync()
    {
        var (entry, location) = (_entries[_scanner.DumpId], _scanner.Blocks[_scanner.DumpId]);
        (long Rows, long Bytes)? rows = _counter is null ? null : await _counter.CompleteAsync().ConfigureAwait(false);
        _counter = null;
        _blocks.Add(new ManifestBlock(
            entry.DumpId, entry.Type, entry.Namespace, entry.Tag, location.Offset, location.Length, rows?.Rows, rows?.Bytes,
            Convert.ToHexStringLower(_hash.GetHashAndReset())));
    }
}
