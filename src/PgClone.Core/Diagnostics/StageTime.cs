namespace PgClone.Diagnostics;

/// <summary>How long a stage took.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">Its time.</param>
public sealed record StageTime(Stage Stage, TimeSpan Elapsed);
