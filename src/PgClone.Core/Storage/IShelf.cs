using PgClone.Archives;

namespace PgClone.Storage;

/// <summary>Files that lie in a store beside its dumps. Their names have parts with <c>/</c> between them, and none is that of a dump. A file appears all at once, and is never written over.</summary>
internal interface IShelf
{
    /// <summary>All files below a folder, in no particular order.</summary>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be read.</exception>
    IAsyncEnumerable<ShelvedFile> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>All of a small file; null where there is none.</summary>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be read.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Opens a file to be read by ranges; null where there is none.</summary>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be read.</exception>
    Task<IArchiveSource?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts a file there. Where this fails, by what reading the content fails with, too, or is killed, there is none.</summary>
    /// <returns>False where one is there already, which stays.</returns>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be written.</exception>
    Task<bool> TryPutAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Removes a file; what is not there is no error.</summary>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be written.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>What writers left below a folder that were killed, with the names that it was to get.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isApplied">Whether it is removed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Diagnostics.PgCloneException">The store can't be read or written.</exception>
    IAsyncEnumerable<ShelvedFile> RemoveUnfinishedAsync(string folder, bool isApplied, CancellationToken cancellationToken);
}
