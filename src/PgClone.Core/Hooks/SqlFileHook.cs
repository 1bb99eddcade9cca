using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>A hook that is a file of SQL statements, run in order on one connection. No psql is needed.</summary>
/// <remarks>
/// Each statement commits by itself, as in psql, so that the file may hold <c>VACUUM</c> or <c>CREATE INDEX CONCURRENTLY</c>; BEGIN and COMMIT
/// in the file make statements one. psql's own backslash commands are not known.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="path">The file, in UTF-8.</param>
public sealed class SqlFileHook(string name, string path) : IHook
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc/>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/>: the file can't be read, or a statement failed.</exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        await (await SqlScript.ReadAsync(Name, path, cancellationToken).ConfigureAwait(false)).RunAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The file's text; null where it can't be read.</remarks>
    public async Task<string?> ReadContentAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return (await SqlScript.ReadAsync(Name, path, cancellationToken).ConfigureAwait(false)).ToString();
        }
        catch (PgCloneException)
        {
            return null;
        }
    }
}
