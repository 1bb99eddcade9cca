namespace Cake.PgClone;

/// <summary>How long a stage of a restore took.</summary>
/// <param name="Stage">The stage, such as <c>Data</c>.</param>
/// <param name="Elapsed">Its time.</param>
public sealed record PgCloneStageTime(string Stage, TimeSpan Elapsed);
