using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.PgClone;

/// <content>The aliases that copy dumps between stores.</content>
public static partial class PgCloneAliases
{
    /// <summary>Copies a dump into another store, with its manifest. Every byte is checked on the way.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump.</param>
    /// <param name="to">The other store.</param>
    /// <returns>The dump.</returns>
    /// <exception cref="CakeException">There is no such dump, it is not what its manifest describes, or one of the stores can't be used.</exception>
    /// <example>
    /// <code><![CDATA[
    /// PgClonePush("shop", "s3://team-dumps/nightly");
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Push")]
    public static PgCloneTransferResult PgClonePush(this ICakeContext context, string source, string to) =>
        Wait(context.PgClonePushAsync(source, to));

    /// <inheritdoc cref="PgClonePushAsync(ICakeContext, PgCloneTransferSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Push")]
    public static PgCloneTransferResult PgClonePush(this ICakeContext context, PgCloneTransferSettings settings) =>
        Wait(context.PgClonePushAsync(settings));

    /// <inheritdoc cref="PgClonePush(ICakeContext, string, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Push")]
    public static Task<PgCloneTransferResult> PgClonePushAsync(this ICakeContext context, string source, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(to);
        return context.PgClonePushAsync(new PgCloneTransferSettings { Source = source, Other = to });
    }

    /// <summary>Copies a dump into another store, with its manifest. Every byte is checked on the way.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>The dump.</returns>
    /// <exception cref="CakeException">There is no such dump, it is not what its manifest describes, or one of the stores can't be used.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Push")]
    public static Task<PgCloneTransferResult> PgClonePushAsync(this ICakeContext context, PgCloneTransferSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.PushAsync(context, settings, token));
    }

    /// <summary>Copies a dump from another store into the configured one, with its manifest. Every byte is checked on the way.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">A dump key, or a database's name for its latest dump.</param>
    /// <param name="from">The other store.</param>
    /// <returns>The dump.</returns>
    /// <exception cref="CakeException">There is no such dump, it is not what its manifest describes, or one of the stores can't be used.</exception>
    /// <example>
    /// <code><![CDATA[
    /// PgClonePull("shop", "s3://team-dumps/nightly");
    /// ]]></code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Pull")]
    public static PgCloneTransferResult PgClonePull(this ICakeContext context, string source, string from) =>
        Wait(context.PgClonePullAsync(source, from));

    /// <inheritdoc cref="PgClonePullAsync(ICakeContext, PgCloneTransferSettings)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Pull")]
    public static PgCloneTransferResult PgClonePull(this ICakeContext context, PgCloneTransferSettings settings) =>
        Wait(context.PgClonePullAsync(settings));

    /// <inheritdoc cref="PgClonePull(ICakeContext, string, string)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Pull")]
    public static Task<PgCloneTransferResult> PgClonePullAsync(this ICakeContext context, string source, string from)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(from);
        return context.PgClonePullAsync(new PgCloneTransferSettings { Source = source, Other = from });
    }

    /// <summary>Copies a dump from another store into the configured one, with its manifest. Every byte is checked on the way.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The settings; what they leave out is as configured.</param>
    /// <returns>The dump.</returns>
    /// <exception cref="CakeException">There is no such dump, it is not what its manifest describes, or one of the stores can't be used.</exception>
    [CakeMethodAlias]
    [CakeAliasCategory("Pull")]
    public static Task<PgCloneTransferResult> PgClonePullAsync(this ICakeContext context, PgCloneTransferSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return Interruption.RunAsync(token => EngineLoader.Engine.PullAsync(context, settings, token));
    }
}
