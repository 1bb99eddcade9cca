using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The aliases that copy databases on their server, and drop the copies.</content>
public static partial class PgCloneAliases
{
    /// <summary>Copies the configured database on its server, for <c>PgCloneRestore(":name")</c> to bring back in seconds.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The copy's name; the colon that restores need before it is optional.</param>
    /// <returns>What was copied, and how.</returns>
    /// <exception cref="CakeException">It failed; nothing is left behind.</exception>
    /// <example>
    /// <code><![CDATA[
    /// PgCloneCopy("before_upgrade");
    /// PgCloneRestore(":before_upgrade");
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static PgCloneCopyResult PgCloneCopy(this ICakeContext context, string name) => Wait(context.PgCloneCopyAsync(name));

    /// <summary>Copies a database on its server, for <c>PgCloneRestore(":name")</c> to bring back in seconds.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The copy's name, which the settings need not repeat.</param>
    /// <param name="configure">Fills in the settings.</param>
    /// <returns>What was copied, and how.</returns>
    /// <exception cref="CakeException">It failed; nothing is left behind.</exception>
    /// <example>
    /// <code><![CDATA[
    /// PgCloneCopy("nightly", settings => settings.Replace = true);
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static PgCloneCopyResult PgCloneCopy(this ICakeContext context, string name, Action<PgCloneCopySettings> configure) =>
        Wait(context.PgCloneCopyAsync(name, configure));

    /// <inheritdoc cref="PgCloneCopyAsync(ICakeContext, PgCloneCopySettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static PgCloneCopyResult PgCloneCopy(this ICakeContext context, PgCloneCopySettings settings) => Wait(context.PgCloneCopyAsync(settings));

    /// <inheritdoc cref="PgCloneCopy(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static Task<PgCloneCopyResult> PgCloneCopyAsync(this ICakeContext context, string name) =>
        context.PgCloneCopyAsync(new PgCloneCopySettings { Name = name });

    /// <inheritdoc cref="PgCloneCopy(ICakeContext, string, Action{PgCloneCopySettings})"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static Task<PgCloneCopyResult> PgCloneCopyAsync(this ICakeContext context, string name, Action<PgCloneCopySettings> configure)
    {
        var settings = Configure(new PgCloneCopySettings(), configure);
        return context.PgCloneCopyAsync(With(settings, name, settings.Name, copy => copy.Name = name, "Two names of one copy are given."));
    }

    /// <summary>Copies a database on its server, for <c>PgCloneRestore(":name")</c> to bring back in seconds.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; the copy's name has to be among them.</param>
    /// <returns>What was copied, and how.</returns>
    /// <exception cref="CakeException">It failed; nothing is left behind.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static Task<PgCloneCopyResult> PgCloneCopyAsync(this ICakeContext context, PgCloneCopySettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentException.ThrowIfNullOrEmpty(settings.Name);
        return Interruption.RunAsync(token => EngineLoader.Engine.CopyAsync(context, settings, token));
    }

    /// <summary>Drops a copy that PgClone made, and nothing else.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The copy's name; the colon that restores need before it is optional.</param>
    /// <exception cref="CakeException">There is no such copy, it is in use, or it is none that PgClone made.</exception>
    /// <example>
    /// <code><![CDATA[
    /// PgCloneDrop("before_upgrade");
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static void PgCloneDrop(this ICakeContext context, string name) => context.PgCloneDropAsync(name).GetAwaiter().GetResult();

    /// <inheritdoc cref="PgCloneDropAsync(ICakeContext, PgCloneDropSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static void PgCloneDrop(this ICakeContext context, PgCloneDropSettings settings) => context.PgCloneDropAsync(settings).GetAwaiter().GetResult();

    /// <inheritdoc cref="PgCloneDrop(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static Task PgCloneDropAsync(this ICakeContext context, string name) => context.PgCloneDropAsync(new PgCloneDropSettings { Name = name });

    /// <summary>Drops a copy that PgClone made, and nothing else.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; the copy's name has to be among them.</param>
    /// <exception cref="CakeException">There is no such copy, it is in use, or it is none that PgClone made.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Copy")]
    public static Task PgCloneDropAsync(this ICakeContext context, PgCloneDropSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentException.ThrowIfNullOrEmpty(settings.Name);
        return Interruption.RunAsync(async token =>
        {
            await EngineLoader.Engine.DropAsync(context, settings, token).ConfigureAwait(false);
            return true;
        });
    }
}
