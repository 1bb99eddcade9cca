using PgClone.Servers;

namespace PgClone.Hooks;

/// <summary>What a hook is told.</summary>
/// <param name="Point">When it runs.</param>
/// <param name="Server">The server that the database is on.</param>
/// <param name="Database">The database to work on: the live one before a dump, the temporary one before a swap.</param>
/// <param name="TargetDatabase">The name that the database has, or will have after the swap.</param>
public sealed record HookContext(HookPoint Point, PostgresServer Server, string Database, string TargetDatabase)
{
    /// <summary>Takes each line that the hook prints; may be called from several threads at once.</summary>
    public Action<string> Output { get; init; } = _ => { };

    /// <summary>Takes why the hook may have worked elsewhere; it is then taken for done, but nothing is kept of it.</summary>
    internal Action<string> Notify { get; init; } = _ => { };

    /// <summary>The connection string of <see cref="Database"/>. It may hold a password: never print it.</summary>
    public string ConnectionString => Server.GetConnectionString(Database);

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(HookContext);
}
