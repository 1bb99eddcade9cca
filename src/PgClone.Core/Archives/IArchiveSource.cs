namespace PgClone.Archives;

/// <summary>The bytes of one archive, read by ranges, so that many readers can work on it at once. Safe for concurrent reads.</summary>
public interface IArchiveSource : IAsyncDisposable
{
    /// <summary>The archive's name for messages: a path or an address. Never holds a secret.</summary>
    string Name { get; }

    /// <summary>How many bytes the archive has.</summary>
    long Length { get; }

    /// <summary>
    /// What its store calls this version of the archive, such as an ETag or the time of the last change: another text where it is replaced. Null, the default, where
    /// the store has no such thing.
    /// </summary>
    string? Version => null;

    /// <summary>
    /// Fills <paramref name="buffer"/> from <paramref name="offset"/> on. Returns fewer bytes than asked for only at the archive's end,
    /// and 0 at or behind it.
    /// </summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>: the store can't be read.</exception>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);
}
