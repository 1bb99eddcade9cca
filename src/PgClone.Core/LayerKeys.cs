using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Templates;

namespace PgClone;

/// <summary>What decides the content of the two layers of a restore.</summary>
/// <param name="Restored">The archive, restored and masked; null: it is never kept.</param>
/// <param name="Migrated">The same after the pre-swap hooks; null where there are none, or one does not know what it does.</param>
internal sealed record LayerKeys(TemplateKey? Restored, TemplateKey? Migrated)
{
    public static readonly LayerKeys None = new(null, null);

    /// <param name="run">The restore.</param>
    /// <param name="takesSettings">Whether the dumped database's settings are taken over.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">A hook's content can't be read.</exception>
    public static async Task<LayerKeys> ComputeAsync(RestoreRun run, bool takesSettings, CancellationToken cancellationToken)
    {
        if (run.Choices.Templates == TemplateUse.Off || run.ArchiveFingerprint is not { } archive) return None;

        var unlessSaid = run.Choices.Templates == TemplateUse.On || run.Server.IsEmbedded;
        var (roles, tablespaces) = run.ArchiveNames;
        if (await ServerFacts.ReadAsync(run.Server, roles, tablespaces, unlessSaid, cancellationToken).ConfigureAwait(false) is not { } facts) return None;
        if (run.LeavesOutMissing)
        {
            run.Notify(["No template is copied or kept: missing extensions are left out, and which ones that are hangs on the server."]);
            return None;
        }

        if (await run.ReadMasksAsync(cancellationToken).ConfigureAwait(false) is not { } masks) return None;

        var restored = TemplateKey.Of(archive, facts, masks, takesSettings ? "with settings" : "");
        var hooks = await run.ReadHooksAsync(cancellationToken).ConfigureAwait(false);
        return new LayerKeys(restored, hooks is { Length: > 0 } ? TemplateKey.Of(restored.Value, hooks) : null);
    }
}
