using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The restore aliases.</content>
public static partial class PgCloneAliases
{
    /// <summary>Restores a dump, or the latest one of a database, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump. It is restored into the configured database, else the one that was dumped.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    /// <example>
    /// <code><![CDATA[
    /// Task("RestoreDb").Does(() => PgCloneRestore("shop"));
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string source) =>
        Wait(context.PgCloneRestoreAsync(source));

    /// <inheritdoc cref="PgCloneRestoreAsync(ICakeContext, string, PgCloneRestoreSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string source, PgCloneRestoreSettings settings) =>
        Wait(context.PgCloneRestoreAsync(source, settings));

    /// <summary>Restores a dump, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump. The settings say which database to restore into;
    /// a source that they name has to be the same.</param>
    /// <param name="configure">Fills in the settings.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    /// <example>
    /// <code><![CDATA[
    /// var restored = PgCloneRestore("shop", settings => settings.PreSwapHook("migrate", connectionString => Migrate(connectionString)));
    /// Information(restored.DisplayConnectionString);
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string source, Action<PgCloneRestoreSettings> configure) =>
        Wait(context.PgCloneRestoreAsync(source, configure));

    /// <inheritdoc cref="PgCloneRestoreAsync(ICakeContext, PgCloneRestoreSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, PgCloneRestoreSettings settings) =>
        Wait(context.PgCloneRestoreAsync(settings));

    /// <inheritdoc cref="PgCloneRestore(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string source) =>
        context.PgCloneRestoreAsync(source, new PgCloneRestoreSettings());

    /// <summary>Restores a dump, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump. The settings say which database to restore into;
    /// a source that they name has to be the same.</param>
    /// <param name="settings">The settings, which stay as they are.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string source, PgCloneRestoreSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(settings);
        var named = With(
            settings, source, settings.Source, copy => copy.Source = source,
            $"Two sources of one restore are named. {nameof(PgCloneRestoreSettings.Database)} in the settings is the database to restore into.");
        return context.PgCloneRestoreAsync(named);
    }

    /// <inheritdoc cref="PgCloneRestore(ICakeContext, string, Action{PgCloneRestoreSettings})"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string source, Action<PgCloneRestoreSettings> configure) =>
        context.PgCloneRestoreAsync(source, Configure(new PgCloneRestoreSettings(), configure));

    /// <summary>Restores a dump, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, PgCloneRestoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.RestoreAsync(context, settings, token));
    }
}
