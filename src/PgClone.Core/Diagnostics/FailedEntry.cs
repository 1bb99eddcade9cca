namespace PgClone.Diagnostics;

/// <summary>An entry of a dump that could not be restored, where the restore was to go on without it.</summary>
/// <param name="Entry">Its type, name and dump id, such as <c>INDEX app.orders_idx (dump id 4711)</c>.</param>
/// <param name="Code"><see cref="ErrorCode.RestoreStatementFailed"/> or <see cref="ErrorCode.RestoreDataFailed"/>.</param>
/// <param name="SqlState">The server's SQLSTATE.</param>
/// <param name="Reason">The server's text.</param>
public sealed record FailedEntry(string Entry, ErrorCode Code, string SqlState, string Reason)
{
    /// <summary>A sentence for people.</summary>
    public override string ToString() => $"{Entry} is not restored: {Reason}";
}
