namespace Cake.PgClone;

/// <summary>A hook: one that <c>pgclone.json</c> defines, or C# in the build script.</summary>
public sealed class PgCloneHook
{
    /// <summary>A hook that <c>pgclone.json</c> defines.</summary>
    /// <param name="name">Its name there.</param>
    public PgCloneHook(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>A hook in C#.</summary>
    /// <param name="name">The name that messages use.</param>
    /// <param name="action">Takes the connection string of the database to work on.</param>
    public PgCloneHook(string name, Action<string> action)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(action);
        Action = connectionString =>
        {
            action(connectionString);
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc cref="PgCloneHook(string, Action{string})"/>
    public PgCloneHook(string name, Func<string, Task> action)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(action);
        Action = action;
    }

    /// <summary>The hook's name.</summary>
    public string Name { get; }

    /// <summary>
    /// What you call this state of what a C# hook does: another text says that it does something else. Null where nobody says: it then runs each time.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>What it does with a connection string, which may hold a password; null where <c>pgclone.json</c> says.</summary>
    public Func<string, Task>? Action { get; }
}
