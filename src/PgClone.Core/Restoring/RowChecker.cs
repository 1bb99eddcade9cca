using PgClone.Archives;
using PgClone.Restoring.Execution;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>Reads a table's rows from front to back: each has as many fields as the table's COPY names columns.</summary>
internal static class RowChecker
{
    /// <returns>How many rows there are.</returns>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.ArchiveCorrupt"/>, or what reading throws.</exception>
    public static async Task<long> CountAsync(Stream data, TocEntry entry, CancellationToken cancellationToken)
    {
        var columns = CopyStatement.ColumnsOf(entry.CopyStatement!);
        var (rows, tabs) = (0L, 0);
        using var reader = new CopyDataReader(data, entry);
        while (!reader.HasEnded) Check((await reader.ReadAsync(cancellationToken).ConfigureAwait(false)).Span);
        return rows;

        void Check(ReadOnlySpan<byte> piece)
        {
            for (int end; (end = piece.IndexOf((byte)'\n')) >= 0; piece = piece[(end + 1)..])
            {
                tabs += piece[..end].Count((byte)'\t');
                rows++;
                if (tabs != Math.Max(0, columns - 1)) throw ArchiveFailure.Corrupt(entry.Describe(), $"Row {rows} has {tabs + 1} fields, and the table has {columns} columns.");
                tabs = 0;
            }

            tabs += piece.Count((byte)'\t');
        }
    }
}
