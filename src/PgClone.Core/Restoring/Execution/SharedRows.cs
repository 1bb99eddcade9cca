using System.Buffers;

namespace PgClone.Restoring.Execution;

/// <summary>Deals one table's rows out to several COPYs, in runs of whole rows: whoever is done with a run takes the next one. Safe for concurrent use.</summary>
internal sealed class SharedRows(CopyDataReader reader) : IDisposable
{
    private const byte RowEnd = (byte)'\n';

    private readonly SemaphoreSlim _turn = new(1);

    // The beginning of a row whose end was not read yet. It lies in the reader's buffer, which keeps it while the next piece is read.
    private ReadOnlyMemory<byte> _begun;

    /// <summary>Writes runs into one COPY until there are no more.</summary>
    /// <returns>What this COPY got.</returns>
    public async Task<LoadedRows> CopyToAsync(Stream copy, CancellationToken cancellationToken)
    {
        var loaded = default(LoadedRows);
        var run = ArrayPool<byte>.Shared.Rent(2 * CopyDataReader.PieceSize);
        try
        {
            for (var length = -1; length != 0;)
            {
                await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    (length, var written) = await TakeAsync(run, copy, cancellationToken).ConfigureAwait(false);
                    loaded += new LoadedRows(0, written);
                }
                finally
                {
                    _turn.Release();
                }

                await copy.WriteAsync(run.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                loaded += LoadedRows.In(run.AsSpan(0, length));
            }

            return loaded;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(run);
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Fills a run. What belongs to a row that is longer than a piece is written at once: no other COPY may get a part of it.</summary>
    /// <returns>The run's length, 0 at the end, and how many bytes were written at once.</returns>
    private async Task<(int Length, long Written)> TakeAsync(byte[] run, Stream copy, CancellationToken cancellationToken)
    {
        for (var written = 0L; ;)
        {
            var piece = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var whole = piece.Span.LastIndexOf(RowEnd) + 1;
            var begun = _begun;
            _begun = piece[whole..];
            if (whole > 0 || piece.IsEmpty)
            {
                begun.CopyTo(run);
                piece[..whole].CopyTo(run.AsMemory(begun.Length));
                return (begun.Length + whole, written);
            }

            await copy.WriteAsync(begun, cancellationToken).ConfigureAwait(false);
            written += begun.Length;
        }
    }
}
