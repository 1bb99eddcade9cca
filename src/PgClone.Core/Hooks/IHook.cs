using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>Something that runs on the live database before a dump, or on the temporary database before the swap.</summary>
public interface IHook
{
    /// <summary>The name that configuration and messages use.</summary>
    string Name { get; }

    /// <summary>How long it may run before it counts as failed; null, the default, for as long as it takes.</summary>
    TimeSpan? Timeout => null;

    /// <summary>Runs to its end. Any exception but a cancellation counts as the hook's failure and stops the dump or restore.</summary>
    Task RunAsync(HookContext context, CancellationToken cancellationToken = default);

    /// <summary>
    /// What it will do, as a text that changes whenever that does: what was made with it before can then be used again. Null, the default, where
    /// that is not known.
    /// </summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: what the hook declares of its content can't be true.</exception>
    Task<string?> ReadContentAsync(CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);
}
