namespace PgClone.Diagnostics;

internal static class ProgressText
{
    /// <summary>How far a stage is: <c>1.2 GB of 2.3 GB</c>, or <c>14 tables</c> where the total isn't known.</summary>
    public static string Of(StageProgress progress) => progress switch
    {
        { Total: null } => Quantity.Of(progress.Done, progress.Unit),
        { Unit: "bytes" } => $"{Quantity.Bytes(progress.Done)} of {Quantity.Bytes(progress.Total.Value)}",
        _ => $"{Quantity.Count(progress.Done)} of {Quantity.Of(progress.Total.Value, progress.Unit)}",
    };
}
