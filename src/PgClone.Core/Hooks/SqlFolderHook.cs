using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>
/// A hook that is a folder of SQL files: its <c>*.sql</c>, without those of folders in it, by the ordinal order of their names. No psql is needed.
/// </summary>
/// <remarks>
/// Each file runs in one transaction on a connection of its own, unless the line <c>-- pgclone: no transaction</c> stands before its first
/// statement; then each statement commits by itself. psql's own backslash commands are not known.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="folder">The folder.</param>
public sealed class SqlFolderHook(string name, string folder) : IHook
{
    private const string Pattern = "*.sql";

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc/>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.HookFailed"/>: the folder holds no SQL file, one can't be read, or a statement failed. The files before that one have run.
    /// </exception>
    public async Task RunAsync(HookContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var script in await ReadAsync(cancellationToken).ConfigureAwait(false)) await script.RunWholeAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The files' texts, in their order; null where they can't be read.</remarks>
    public async Task<string?> ReadContentAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var content = new StringBuilder();
            foreach (var script in await ReadAsync(cancellationToken).ConfigureAwait(false)) content.Append($"{script.ToString().Length}:{script}\n");
            return content.ToString();
        }
        catch (PgCloneException)
        {
            return null;
        }
    }

    /// <summary>All of them before the first one runs: a file that can't be read is no reason to stop half-way.</summary>
    private async Task<IReadOnlyList<SqlScript>> ReadAsync(CancellationToken cancellationToken)
    {
        var scripts = new List<SqlScript>();
        foreach (var file in Find()) scripts.Add(await SqlScript.ReadAsync(Name, file, cancellationToken).ConfigureAwait(false));
        return scripts.Count > 0 ? scripts : throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{Name}' failed: its folder holds no {Pattern}.", folder);
    }

    private List<string> Find()
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{Name}' failed: its folder can't be read.", folder, e.Message, innerException: e);
        }
    }
}
