using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The aliases that prune the store.</content>
public static partial class PgCloneAliases
{
    /// <inheritdoc cref="PgClonePruneAsync(ICakeContext, PgClonePruneSettings)"/>
    /// <example>
    /// <code><![CDATA[
    /// PgClonePrune(new PgClonePruneSettings { KeepDaily = 7, KeepWeekly = 4, Apply = true });
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Prune")]
    public static IReadOnlyList<PgClonePrunedDump> PgClonePrune(this ICakeContext context, PgClonePruneSettings settings) =>
        Wait(context.PgClonePruneAsync(settings));

    /// <summary>Deletes dumps that no rule keeps, or only says which they are.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The rules, at least one.</param>
    /// <returns>What was decided about each dump, the newest first.</returns>
    /// <exception cref="CakeException">No rule is given, or the store can't be read or written.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Prune")]
    public static Task<IReadOnlyList<PgClonePrunedDump>> PgClonePruneAsync(this ICakeContext context, PgClonePruneSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.PruneAsync(context, settings, token));
    }
}
