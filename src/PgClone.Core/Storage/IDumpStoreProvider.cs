using Microsoft.Extensions.Logging;

namespace PgClone.Storage;

/// <summary>Opens stores of one kind, of a package of its own.</summary>
public interface IDumpStoreProvider
{
    /// <summary>Opens the store at a location. Nothing is asked of it yet.</summary>
    /// <param name="location">The whole address, with what it says about how the store is used.</param>
    /// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.InvalidOption"/>: the address is not valid.</exception>
    IDumpStore Open(string location, ILogger? log = null);
}
