using System.Runtime.ExceptionServices;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>
/// Reads an archive that does not say where its data blocks lie once, from front to back: it finds the blocks and hands their bytes to whoever reads them then. It goes
/// on only as far as somebody asks for a block or its bytes, and keeps a bounded number of them at hand. What was not read by then is read again, where it lies. Safe for
/// concurrent use.
/// </summary>
/// <param name="source">The archive; it stays open.</param>
/// <param name="archive">What was read from it.</param>
internal sealed class ArchivePass(IArchiveSource source, Archive archive) : IArchiveSource
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly BlockScanner _scanner = new(archive);
    private readonly PassWindow _window = new(archive.DataStart);
    private readonly Dictionary<int, long> _starts = [];
    private readonly HashSet<int> _wanted = [];
    private readonly List<BlockHold> _holds = [];
    private TaskCompletionSource _moved = NewSignal();
    private ExceptionDispatchInfo? _damage;

    /// <summary>How long it waits at most for somebody who reads nothing, before it goes a piece further.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public string Name => source.Name;

    public long Length => source.Length;

    public string? Version => source.Version;

    /// <summary>Announces that a block is going to be read soon: from where the pass meets it, its bytes are kept until they were read or <see cref="Release"/> is called.</summary>
    public void Want(int dumpId)
    {
        lock (_lock)
        {
            if (_wanted.Add(dumpId) && _starts.TryGetValue(dumpId, out var start) && start >= _window.Start) _holds.Add(new BlockHold(dumpId, start));
        }
    }

    /// <summary>The block is not going to be read, or no further.</summary>
    public void Release(int dumpId)
    {
        lock (_lock)
        {
            _wanted.Remove(dumpId);
            _holds.RemoveAll(hold => hold.DumpId == dumpId);
            _moved.TrySetResult();
        }
    }

    /// <summary>Goes on until a block was seen to its end, or more of it than is asked for.</summary>
    /// <param name="dumpId">The dump id of an entry with data.</param>
    /// <param name="lookAhead">How many bytes of it are worth to be waited for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Where it lies; its length is an upper bound where its end was not seen.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveTruncated"/>, <see cref="ErrorCode.ArchiveCorrupt"/>, or what the source throws.</exception>
    public async Task<BlockLocation> FindAsync(int dumpId, long lookAhead, CancellationToken cancellationToken)
    {
        while (true)
        {
            long end;
            lock (_lock)
            {
                if (_scanner.Blocks.TryGetValue(dumpId, out var block)) return block;
                end = _window.End;
                if (_starts.TryGetValue(dumpId, out var start) && end - start > lookAhead) return new BlockLocation(start, Length - start);
                if (end >= Length) _scanner.ExpectComplete();
            }

            await GoOnAsync(end, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (var total = 0; ;)
        {
            long end;
            int behind;
            lock (_lock)
            {
                end = _window.End;
                behind = (int)Math.Clamp(_window.Start - offset - total, 0, wanted - total);
                if (behind == 0 && offset + total < end) total += _window.CopyTo(offset + total, buffer.Span[total..wanted]);
                Move(offset, total);
            }

            if (total == wanted) return total;
            if (behind == 0) await GoOnAsync(end, cancellationToken).ConfigureAwait(false);
            else if (await source.ReadAsync(offset + total, buffer.Slice(total, behind), cancellationToken).ConfigureAwait(false) is var read and > 0) total += read;
            else return total;
        }
    }

    /// <summary>The source stays with who opened it.</summary>
    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever reads at an offset is in the last block that begins before.</summary>
    private void Move(long offset, int count)
    {
        if (_holds.Where(hold => hold.Start <= offset).MaxBy(hold => hold.Start) is not { } hold) return;

        hold.MoveTo(offset + count);
        if (_scanner.Blocks.TryGetValue(hold.DumpId, out var block) && hold.Position >= block.Offset + block.Length) _holds.Remove(hold);
        _moved.TrySetResult();
    }

    /// <summary>Reads the next piece, unless somebody else has meanwhile.</summary>
    private async Task GoOnAsync(long end, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _damage?.Throw();
            lock (_lock)
            {
                if (_window.End != end) return;
            }

            await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
            var piece = _window.Rent();
            var count = await source.ReadAsync(end, piece, cancellationToken).ConfigureAwait(false);
            if (count == 0) throw ArchiveFailure.Truncated(archive.Name, end, $"the {Length} bytes that it has in its store");
            lock (_lock)
            {
                Scan(piece.AsSpan(0, count));
                _window.Add(piece, count);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (!_window.IsFull) return;
                if (_holds.TrueForAll(hold => hold.Position >= _window.FirstEnd))
                {
                    _window.DropFirst();
                    return;
                }

                if (_moved.Task.IsCompleted) _moved = NewSignal();
                moved = _moved.Task;
            }

            try
            {
                await moved.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Those that wait for each other would do so for ever. Whoever comes late reads the piece where it lies.
                lock (_lock) _window.DropFirst();
                return;
            }
        }
    }

    private void Scan(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0 && !_scanner.IsComplete)
            {
                bytes = bytes[_scanner.Step(bytes)..];
                if (_scanner.Completed is not (BlockField.DumpId, var dumpId)) continue;
                _starts.Add(dumpId, _scanner.BlockStart);
                if (_wanted.Contains(dumpId)) _holds.Add(new BlockHold(dumpId, _scanner.BlockStart));
            }
        }
        catch (PgCloneException e)
        {
            _damage = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }
}
