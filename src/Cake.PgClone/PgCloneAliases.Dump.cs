using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The dump aliases.</content>
public static partial class PgCloneAliases
{
    /// <summary>Dumps a database into the store. pg_dump has to be on this machine, at least as new as the server.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database.</param>
    /// <returns>The dump that was made.</returns>
    /// <exception cref="CakeException">It failed; the store is as it was.</exception>
    /// <example>
    /// <code><![CDATA[
    /// Task("DumpDb").Does(() => Information(PgCloneDump("shop").Key));
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static PgCloneDumpResult PgCloneDump(this ICakeContext context, string database) =>
        Wait(context.PgCloneDumpAsync(database));

    /// <inheritdoc cref="PgCloneDumpAsync(ICakeContext, string, PgCloneDumpSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static PgCloneDumpResult PgCloneDump(this ICakeContext context, string database, PgCloneDumpSettings settings) =>
        Wait(context.PgCloneDumpAsync(database, settings));

    /// <summary>Dumps a database into the store.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database.</param>
    /// <param name="configure">Fills in the settings.</param>
    /// <returns>The dump that was made.</returns>
    /// <exception cref="CakeException">It failed; the store is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static PgCloneDumpResult PgCloneDump(this ICakeContext context, string database, Action<PgCloneDumpSettings> configure) =>
        Wait(context.PgCloneDumpAsync(database, configure));

    /// <inheritdoc cref="PgCloneDumpAsync(ICakeContext, PgCloneDumpSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static PgCloneDumpResult PgCloneDump(this ICakeContext context, PgCloneDumpSettings settings) =>
        Wait(context.PgCloneDumpAsync(settings));

    /// <inheritdoc cref="PgCloneDump(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static Task<PgCloneDumpResult> PgCloneDumpAsync(this ICakeContext context, string database) =>
        context.PgCloneDumpAsync(database, new PgCloneDumpSettings());

    /// <summary>Dumps a database into the store.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database.</param>
    /// <param name="settings">The settings, which stay as they are; a database that they name has to be the same.</param>
    /// <returns>The dump that was made.</returns>
    /// <exception cref="CakeException">It failed; the store is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static Task<PgCloneDumpResult> PgCloneDumpAsync(this ICakeContext context, string database, PgCloneDumpSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        ArgumentNullException.ThrowIfNull(settings);
        return context.PgCloneDumpAsync(With(
            settings, database, settings.Database, copy => copy.Database = database, "Two databases to dump are named."));
    }

    /// <inheritdoc cref="PgCloneDump(ICakeContext, string, Action{PgCloneDumpSettings})"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static Task<PgCloneDumpResult> PgCloneDumpAsync(this ICakeContext context, string database, Action<PgCloneDumpSettings> configure) =>
        context.PgCloneDumpAsync(database, Configure(new PgCloneDumpSettings(), configure));

    /// <summary>Dumps a database into the store.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>The dump that was made.</returns>
    /// <exception cref="CakeException">It failed; the store is as it was.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Dump")]
    public static Task<PgCloneDumpResult> PgCloneDumpAsync(this ICakeContext context, PgCloneDumpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.DumpAsync(context, settings, token));
    }
}
