namespace PgClone.Restoring.Execution;

/// <summary>What was loaded into one table.</summary>
/// <param name="Schema">The table's schema.</param>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows were sent and taken.</param>
/// <param name="Bytes">Their bytes, decompressed; 0 where pg_restore loaded them.</param>
internal sealed record TableRows(string Schema, string Table, long Rows, long Bytes);
