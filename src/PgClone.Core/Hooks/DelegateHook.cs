namespace PgClone.Hooks;

/// <summary>A hook that is a piece of C#.</summary>
/// <param name="name">The name that messages use.</param>
/// <param name="run">What to run. What it throws stops the dump or restore.</param>
public sealed class DelegateHook(string name, Func<HookContext, CancellationToken, Task> run) : IHook
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// What its maker calls this state of what it does: another text says that it does something else. <see cref="HookContent"/> computes one of the
    /// migrations that it applies. Null where that is not known.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>Makes a hook of something that needs nothing but the connection string of the database to work on.</summary>
    /// <remarks>Sessions that it leaves open, pooled ones too, are ended before the swap.</remarks>
    public static DelegateHook WithConnectionString(string name, Func<string, CancellationToken, Task> run) =>
        new(name, (context, cancellationToken) => run(context.ConnectionString, cancellationToken));

    /// <inheritdoc/>
    public Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return run(context, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> ReadContentAsync(CancellationToken cancellationToken = default) => Task.FromResult(Version);
}
