using PgClone;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace Cake.PgClone.Engine;

/// <summary>The engine's results as the aliases return them.</summary>
internal static class ResultExtensions
{
    public static PgCloneDumpResult ToCake(this DumpResult result) => new(result.Key.Value, result.Key.Database, result.Bytes, result.Elapsed);

    public static IReadOnlyList<PgCloneStoredDump> ToCake(this IEnumerable<StoredDump> dumps) =>
        [.. dumps.Select(dump => new PgCloneStoredDump(dump.Key.Value, dump.Key.Database, dump.Key.Config, dump.Key.Timestamp, dump.Length))];

    public static IReadOnlyList<PgClonePrunedDump> ToCake(this IEnumerable<PrunedDump> dumps) =>
        [.. dumps.Select(dump => new PgClonePrunedDump(dump.Key.Value, dump.Bytes, dump.IsKept, dump.Reason) { IsUnfinished = dump.IsUnfinished })];

    public static PgCloneVerifyResult ToCake(this VerifyResult result) =>
        new(result.Key.Value, result.Bytes, result.Tables, result.Rows, result.LargeObjects, result.Identity, result.Unchecked);

    public static PgCloneCopyResult ToCake(this CopyResult result) =>
        new(result.Name, result.Database, result.Bytes, result.Strategy, result.Reason, result.Elapsed, result.IsMade);

    public static IReadOnlyList<PgCloneUpdatedLock> ToCake(this IEnumerable<UpdatedLock> dumps) =>
        [.. dumps.Select(dump => new PgCloneUpdatedLock(dump.Database, dump.Key.Value, dump.Identity, dump.Previous))];

    public static PgCloneTransferResult ToCake(this TransferResult result) => new(result.Key.Value, result.Bytes, result.Location, result.IsNew, result.Identity);

    public static PgCloneRestoreResult ToCake(this RestoreResult result) => new(
        result.Key.Value,
        result.Database,
        result.Bytes,
        result.Tables,
        result.Rows,
        [.. result.Stages.Select(stage => new PgCloneStageTime(stage.Stage.ToText(), stage.Elapsed))],
        result.Notices,
        [.. result.Failures.Select(failure => failure.ToString())],
        result.ConnectionString,
        result.DisplayConnectionString);
}
