namespace PgClone.Hooks;

/// <summary>Something that runs on the live database before a dump, or on the temporary database before the swap.</summary>
public interface IHook
{
    /// <summary>The name that configuration and messages use.</summary>
    string Name { get; }

    /// <summary>Runs to its end. Any exception but a cancellation counts as the hook's failure and stops the dump or restore.</summary>
    Task RunAsync(HookContext context, CancellationToken cancellationToken = default);
}
