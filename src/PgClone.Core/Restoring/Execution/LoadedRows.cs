namespace PgClone.Restoring.Execution;

/// <summary>How much was loaded.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Their bytes, decompressed.</param>
internal readonly record struct LoadedRows(long Rows, long Bytes)
{
    public static LoadedRows operator +(LoadedRows left, LoadedRows right) => new(left.Rows + right.Rows, left.Bytes + right.Bytes);

    /// <summary>What a piece of COPY data brings. pg_dump writes line ends within values as \n, and no encoding has this byte within a character.</summary>
    public static LoadedRows In(ReadOnlySpan<byte> piece) => new(piece.Count((byte)'\n'), piece.Length);
}
