using PgClone.Configuration;
using PgClone.Hooks;
using PgClone.Restoring.Planning;

namespace PgClone;

/// <summary>A restore with nothing left open but the target, which is the dumped database's name where <see cref="Database"/> is null.</summary>
internal sealed record ResolvedRestore(
    string? Connection,
    string Source,
    string? DumpConfig,
    string? Database,
    string? Storage,
    IReadOnlyList<IHook> MaskHooks,
    IReadOnlyList<IHook> Hooks,
    RestoreEngine Engine,
    TimeSpan Wait,
    bool Latest,
    bool AllowOrigin,
    RestoreChoices Choices,
    RestorePlanOptions PlanOptions)
{
    /// <summary>Whether the server of an image is to be restored on. Who wants images in the store wants images.</summary>
    public bool UsesImages => Choices.Images ?? PushesImages;

    /// <summary>Whether images that are on this machine are put into the store.</summary>
    public bool PushesImages => Choices.PushImages ?? false;

    /// <summary>The hooks in their order.</summary>
    public IEnumerable<IHook> AllHooks => MaskHooks.Concat(Hooks);

    /// <inheritdoc cref="RestoreFingerprint.OfHooksAsync"/>
    public Task<string?> ReadMasksAsync(CancellationToken cancellationToken) => RestoreFingerprint.OfHooksAsync(MaskHooks, cancellationToken);

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(ResolvedRestore);
}
