using PgClone.Diagnostics;
using PgClone.Templates;

namespace PgClone;

/// <summary>What a temporary database was made of, so that it can be had once more.</summary>
/// <param name="Cloner">The engine that made it.</param>
/// <param name="Options">What it was asked for, with the key of the dump that was found.</param>
/// <param name="Archive">Stands for the archive's content and the choices; null where the archive has nothing to be recognised by.</param>
/// <param name="Template">The template that it is an unchanged copy of; null: there is none.</param>
internal sealed record RestoreOrigin(PgCloner Cloner, RestoreOptions Options, string? Archive, Template? Template)
{
    /// <summary>Restores the same dump in the same way.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveChanged"/>: the dump under the key is another one by now; or the restore's own.</exception>
    public async Task<TemporaryRestore> RestoreAgainAsync(CancellationToken cancellationToken)
    {
        var again = await Cloner.RestoreTemporaryAsync(Options, cancellationToken).ConfigureAwait(false);
        if (again.Origin.Archive == Archive) return again;

        await again.DisposeAsync().ConfigureAwait(false);
        throw new PgCloneException(
            ErrorCode.ArchiveChanged, "The dump is not the one that the database was made of.", Options.Source,
            "Another one was put in its place meanwhile, so a clone would hold other data.", "Make the database anew.");
    }
}
