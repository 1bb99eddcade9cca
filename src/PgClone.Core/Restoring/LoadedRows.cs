namespace PgClone.Restoring;

/// <summary>How much was loaded.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Their bytes, decompressed.</param>
internal readonly record struct LoadedRows(long Rows, long Bytes)
{
    public static LoadedRows operator +(LoadedRows left, LoadedRows right) => new(left.Rows + right.Rows, left.Bytes + right.Bytes);
}
