namespace PgClone.Storage;

/// <summary>A dump being written. Disposing it without a commit leaves nothing in the store.</summary>
public interface IDumpWriter : IAsyncDisposable
{
    /// <summary>Appends data behind the head.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Writes the head and makes the dump visible, all at once. <paramref name="head"/> has exactly the announced length.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task CommitAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken = default);
}
