using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <summary>
/// Dumps PostgreSQL databases, lists the dumps, restores them beside the live database, migrates them and swaps the result in.
/// <para>
/// <code><![CDATA[
/// #addin nuget:?package=Cake.PgClone
/// ]]></code>
/// </para>
/// </summary>
/// <remarks>
/// Settings come from <c>pgclone.json</c>, looked for from the script's working directory upwards, and from the <c>PGCLONE_*</c> environment.
/// A failure is a <see cref="CakeException"/> whose message begins with its code, such as <c>PGC2001</c>. Ctrl-C cancels: what was begun is
/// cleaned up, and the exception's exit code is 130.
/// </remarks>
[CakeAliasCategory("PgClone")]
[CakeNamespaceImport("Cake.PgClone")]
public static partial class PgCloneAliases
{
    private static TSettings Configure<TSettings>(TSettings settings, Action<TSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(settings);
        return settings;
    }

    /// <summary>A name that stands before the settings; they may leave it out or say the same, and stay as they are.</summary>
    private static TSettings With<TSettings>(TSettings settings, string name, string? nameInSettings, Action<TSettings> set, string mistake)
        where TSettings : PgCloneSettings
    {
        if (nameInSettings is not null && nameInSettings != name)
            throw new CakeException($"PGC0001: {mistake}{Environment.NewLine}  where: \"{name}\" before the settings, \"{nameInSettings}\" in them");

        var copy = (TSettings)settings.Copy();
        set(copy);
        return copy;
    }

    /// <summary>Waits for an alias' asynchronous twin: scripts' tasks are synchronous unless they say otherwise.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
