using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The restore aliases.</content>
public static partial class PgCloneAliases
{
    /// <summary>Restores the latest dump of a database, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database: its latest dump is taken, and the result has its name.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    /// <example>
    /// <code><![CDATA[
    /// Task("RestoreDb").Does(() => PgCloneRestore("shop"));
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string database) =>
        Wait(context.PgCloneRestoreAsync(database));

    /// <inheritdoc cref="PgCloneRestoreAsync(ICakeContext, string, PgCloneRestoreSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string database, PgCloneRestoreSettings settings) =>
        Wait(context.PgCloneRestoreAsync(database, settings));

    /// <summary>Restores a dump, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database to restore into; unless the settings name a source, its latest dump is taken.</param>
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
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, string database, Action<PgCloneRestoreSettings> configure) =>
        Wait(context.PgCloneRestoreAsync(database, configure));

    /// <inheritdoc cref="PgCloneRestoreAsync(ICakeContext, PgCloneRestoreSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static PgCloneRestoreResult PgCloneRestore(this ICakeContext context, PgCloneRestoreSettings settings) =>
        Wait(context.PgCloneRestoreAsync(settings));

    /// <inheritdoc cref="PgCloneRestore(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string database) =>
        context.PgCloneRestoreAsync(database, new PgCloneRestoreSettings());

    /// <summary>Restores a dump, runs the pre-swap hooks on it and swaps it in.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database to restore into; unless the settings name a source, its latest dump is taken.</param>
    /// <param name="settings">The settings; their database is set to <paramref name="database"/>.</param>
    /// <returns>What was restored, and how to connect to it.</returns>
    /// <exception cref="CakeException">It failed; the database is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string database, PgCloneRestoreSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Database = database;
        return context.PgCloneRestoreAsync(settings);
    }

    /// <inheritdoc cref="PgCloneRestore(ICakeContext, string, Action{PgCloneRestoreSettings})"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Restore")]
    public static Task<PgCloneRestoreResult> PgCloneRestoreAsync(this ICakeContext context, string database, Action<PgCloneRestoreSettings> configure) =>
        context.PgCloneRestoreAsync(database, Configure(new PgCloneRestoreSettings(), configure));

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
