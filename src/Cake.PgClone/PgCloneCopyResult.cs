namespace Cake.PgClone;

/// <summary>A copy on the server that was made, or would be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Database">The database that it was copied from.</param>
/// <param name="Bytes">The size of that database on disk, which the copy takes at most.</param>
/// <param name="Strategy">How the server copies: <c>WAL_LOG</c>, <c>FILE_COPY</c>, or <c>FILE_COPY (clone)</c>, where the file system may share blocks.</param>
/// <param name="Reason">Why so.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="IsMade">False where this only says what would be done.</param>
public sealed record PgCloneCopyResult(string Name, string Database, long Bytes, string Strategy, string Reason, TimeSpan Elapsed, bool IsMade);
