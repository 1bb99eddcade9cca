using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Loads rows that the archive holds as INSERT statements. All rows of a table come in one transaction.</summary>
internal sealed class InsertLoader(Archive archive)
{
    private const int ReadSize = 64 * 1024;
    private const int BatchStatements = 500;
    private const int BatchCharacters = 1024 * 1024;

    /// <summary>PostgreSQL takes no statement of more bytes than that.</summary>
    private const int LongestStatement = 1024 * 1024 * 1024;

    private readonly List<string> _batch = [];
    private int _batchCharacters;

    public async Task<LoadedRows> LoadAsync(RestoreSession session, Stream data, TocEntry entry, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(
            data, ArchiveText.EncodingOf(archive), detectEncodingFromByteOrderMarks: false, ReadSize, leaveOpen: true);
        var transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);

        var loaded = default(LoadedRows);
        var text = new char[ReadSize];
        var count = 0;
        for (int read; (read = await reader.ReadBlockAsync(text.AsMemory(count), cancellationToken).ConfigureAwait(false)) > 0;)
        {
            count += read;
            count = TakeStatements(text, count);
            if (_batch.Count >= BatchStatements || _batchCharacters >= BatchCharacters) loaded += await RunAsync(session, cancellationToken).ConfigureAwait(false);
            if (count < text.Length) continue;

            // A statement that is longer than all that was read so far: reading twice as much keeps the work linear.
            if (count >= LongestStatement) throw ArchiveFailure.Corrupt(entry.Describe(), "It has a statement that is longer than any can be.");
            Array.Resize(ref text, count * 2);
        }

        if (!text.AsSpan(0, count).IsWhiteSpace()) throw ArchiveFailure.Corrupt(entry.Describe(), "Its last statement has no end.");

        loaded += await RunAsync(session, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return loaded;
    }

    /// <summary>Moves the complete statements into the batch and the rest to the front.</summary>
    /// <returns>The rest's length.</returns>
    private int TakeStatements(char[] text, int count)
    {
        var rest = text.AsSpan(0, count);
        while (SqlSplitter.TryTake(rest, archive.StandardConformingStrings, out var statement, out var end))
        {
            if (!statement.IsEmpty) _batch.Add(statement.ToString());
            _batchCharacters += end;
            rest = rest[end..];
        }

        rest.CopyTo(text);
        return rest.Length;
    }

    private async Task<LoadedRows> RunAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        if (_batch.Count == 0) return default;

        var rows = await session.ExecuteAsync(_batch, cancellationToken).ConfigureAwait(false);
        var loaded = new LoadedRows(rows, _batchCharacters);
        _batch.Clear();
        _batchCharacters = 0;
        return loaded;
    }
}
