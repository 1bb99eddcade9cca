using Cake.Core;

namespace Cake.PgClone;

/// <summary>
/// The door between the aliases and the engine. The engine lives in a load context of its own, because Cake carries older versions of
/// libraries that it needs: only types of this assembly and of Cake.Core pass through here.
/// </summary>
public interface IPgCloneEngine
{
    /// <summary>Dumps a database into the store.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<PgCloneDumpResult> DumpAsync(ICakeContext context, PgCloneDumpSettings settings, CancellationToken cancellationToken);

    /// <summary>The dumps in the store, newest first.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<IReadOnlyList<PgCloneStoredDump>> ListAsync(ICakeContext context, PgCloneListSettings settings, CancellationToken cancellationToken);

    /// <summary>Deletes dumps that no rule keeps, or only says which they are.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<IReadOnlyList<PgClonePrunedDump>> PruneAsync(ICakeContext context, PgClonePruneSettings settings, CancellationToken cancellationToken);

    /// <summary>Reads a whole dump and compares it with its manifest.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<PgCloneVerifyResult> VerifyAsync(ICakeContext context, PgCloneVerifySettings settings, CancellationToken cancellationToken);

    /// <summary>Names the latest dumps in <c>pgclone.lock</c>.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code. The file is as it was.</exception>
    Task<IReadOnlyList<PgCloneUpdatedLock>> UpdateAsync(ICakeContext context, PgCloneUpdateSettings settings, CancellationToken cancellationToken);

    /// <summary>Copies a dump into another store.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<PgCloneTransferResult> PushAsync(ICakeContext context, PgCloneTransferSettings settings, CancellationToken cancellationToken);

    /// <summary>Copies a dump from another store.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task<PgCloneTransferResult> PullAsync(ICakeContext context, PgCloneTransferSettings settings, CancellationToken cancellationToken);

    /// <summary>Restores a dump into a temporary database and swaps it in.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code. The target is as it was.</exception>
    Task<PgCloneRestoreResult> RestoreAsync(ICakeContext context, PgCloneRestoreSettings settings, CancellationToken cancellationToken);

    /// <summary>Copies a database on its server, under another name.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code. Nothing is left behind.</exception>
    Task<PgCloneCopyResult> CopyAsync(ICakeContext context, PgCloneCopySettings settings, CancellationToken cancellationToken);

    /// <summary>Drops a copy that PgClone made.</summary>
    /// <exception cref="CakeException">It failed; the message begins with the error code.</exception>
    Task DropAsync(ICakeContext context, PgCloneDropSettings settings, CancellationToken cancellationToken);
}
