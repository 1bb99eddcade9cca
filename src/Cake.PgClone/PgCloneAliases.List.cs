using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The list aliases.</content>
public static partial class PgCloneAliases
{
    /// <summary>The dumps of all databases in the store, newest first.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The dumps.</returns>
    /// <exception cref="CakeException">The store can't be read.</exception>
    /// <example>
    /// <code><![CDATA[
    /// foreach (var dump in PgCloneList()) Information("{0}  {1} bytes", dump.Key, dump.Bytes);
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static IReadOnlyList<PgCloneStoredDump> PgCloneList(this ICakeContext context) =>
        Wait(context.PgCloneListAsync());

    /// <summary>The dumps of a database, newest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database.</param>
    /// <returns>The dumps.</returns>
    /// <exception cref="CakeException">The store can't be read.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static IReadOnlyList<PgCloneStoredDump> PgCloneList(this ICakeContext context, string database) =>
        Wait(context.PgCloneListAsync(database));

    /// <inheritdoc cref="PgCloneListAsync(ICakeContext, PgCloneListSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static IReadOnlyList<PgCloneStoredDump> PgCloneList(this ICakeContext context, PgCloneListSettings settings) =>
        Wait(context.PgCloneListAsync(settings));

    /// <summary>The dumps of a database, newest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="database">The database.</param>
    /// <param name="configure">Fills in the settings.</param>
    /// <returns>The dumps.</returns>
    /// <exception cref="CakeException">The store can't be read.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static IReadOnlyList<PgCloneStoredDump> PgCloneList(this ICakeContext context, string database, Action<PgCloneListSettings> configure) =>
        Wait(context.PgCloneListAsync(database, configure));

    /// <inheritdoc cref="PgCloneList(ICakeContext)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static Task<IReadOnlyList<PgCloneStoredDump>> PgCloneListAsync(this ICakeContext context) =>
        context.PgCloneListAsync(new PgCloneListSettings());

    /// <inheritdoc cref="PgCloneList(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static Task<IReadOnlyList<PgCloneStoredDump>> PgCloneListAsync(this ICakeContext context, string database) =>
        context.PgCloneListAsync(database, settings => { });

    /// <inheritdoc cref="PgCloneList(ICakeContext, string, Action{PgCloneListSettings})"/>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static Task<IReadOnlyList<PgCloneStoredDump>> PgCloneListAsync(
        this ICakeContext context, string database, Action<PgCloneListSettings> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        var settings = Configure(new PgCloneListSettings(), configure);
        return context.PgCloneListAsync(With(
            settings, database, settings.Database, copy => copy.Database = database, "Two databases are named whose dumps to list."));
    }

    /// <summary>The dumps in the store, newest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>The dumps.</returns>
    /// <exception cref="CakeException">The store can't be read.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("List")]
    public static Task<IReadOnlyList<PgCloneStoredDump>> PgCloneListAsync(this ICakeContext context, PgCloneListSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.ListAsync(context, settings, token));
    }
}
