using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The aliases that name dumps in <c>pgclone.lock</c>.</content>
public static partial class PgCloneAliases
{
    /// <summary>Names the latest dumps of all databases that <c>pgclone.lock</c> names, so that restores take them from now on. Commit the file.</summary>
    /// <param name="context">The context.</param>
    /// <returns>What it names now.</returns>
    /// <exception cref="CakeException">There is no dump, or it can't be read. The file is as it was.</exception>
    /// <example>
    /// <code><![CDATA[
    /// foreach (var dump in PgCloneUpdate()) Information("{0}: {1}", dump.Database, dump.Key);
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static IReadOnlyList<PgCloneUpdatedLock> PgCloneUpdate(this ICakeContext context) =>
        Wait(context.PgCloneUpdateAsync());

    /// <summary>Names a database's latest dump, or a certain dump, in <c>pgclone.lock</c>.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A database, or a dump key.</param>
    /// <returns>What it names now.</returns>
    /// <exception cref="CakeException">There is no dump, or it can't be read. The file is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static IReadOnlyList<PgCloneUpdatedLock> PgCloneUpdate(this ICakeContext context, string source) =>
        Wait(context.PgCloneUpdateAsync(source));

    /// <inheritdoc cref="PgCloneUpdateAsync(ICakeContext, PgCloneUpdateSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static IReadOnlyList<PgCloneUpdatedLock> PgCloneUpdate(this ICakeContext context, PgCloneUpdateSettings settings) =>
        Wait(context.PgCloneUpdateAsync(settings));

    /// <inheritdoc cref="PgCloneUpdate(ICakeContext)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static Task<IReadOnlyList<PgCloneUpdatedLock>> PgCloneUpdateAsync(this ICakeContext context) =>
        context.PgCloneUpdateAsync(new PgCloneUpdateSettings());

    /// <inheritdoc cref="PgCloneUpdate(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static Task<IReadOnlyList<PgCloneUpdatedLock>> PgCloneUpdateAsync(this ICakeContext context, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return context.PgCloneUpdateAsync(new PgCloneUpdateSettings { Source = source });
    }

    /// <summary>Names the latest dumps in <c>pgclone.lock</c>.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>What it names now.</returns>
    /// <exception cref="CakeException">There is no dump, or it can't be read. The file is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Update")]
    public static Task<IReadOnlyList<PgCloneUpdatedLock>> PgCloneUpdateAsync(this ICakeContext context, PgCloneUpdateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.UpdateAsync(context, settings, token));
    }
}
