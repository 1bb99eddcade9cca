using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The aliases that verify dumps.</content>
public static partial class PgCloneAliases
{
    /// <summary>Reads a whole dump and compares it with its manifest. Needs no server.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="CakeException">The dump is not whole, or can't be read.</exception>
    /// <example>
    /// <code><![CDATA[
    /// Information("{0} rows are whole", PgCloneVerify("shop").Rows);
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Verify")]
    public static PgCloneVerifyResult PgCloneVerify(this ICakeContext context, string source) =>
        Wait(context.PgCloneVerifyAsync(source));

    /// <inheritdoc cref="PgCloneVerifyAsync(ICakeContext, PgCloneVerifySettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Verify")]
    public static PgCloneVerifyResult PgCloneVerify(this ICakeContext context, PgCloneVerifySettings settings) =>
        Wait(context.PgCloneVerifyAsync(settings));

    /// <inheritdoc cref="PgCloneVerify(ICakeContext, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Verify")]
    public static Task<PgCloneVerifyResult> PgCloneVerifyAsync(this ICakeContext context, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return context.PgCloneVerifyAsync(new PgCloneVerifySettings { Source = source });
    }

    /// <summary>Reads a whole dump and compares it with its manifest. Needs no server.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="CakeException">The dump is not whole, or can't be read.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Verify")]
    public static Task<PgCloneVerifyResult> PgCloneVerifyAsync(this ICakeContext context, PgCloneVerifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.VerifyAsync(context, settings, token));
    }
}
