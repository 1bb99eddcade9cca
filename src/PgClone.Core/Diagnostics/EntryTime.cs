namespace PgClone.Diagnostics;

/// <summary>How long a piece of a restore's work took on its connection, while others went on beside it.</summary>
/// <param name="Stage">The stage that it counts for.</param>
/// <param name="Name">What was worked on, such as <c>INDEX public.orders_idx (dump id 4711)</c>.</param>
/// <param name="Elapsed">Its time.</param>
public sealed record EntryTime(Stage Stage, string Name, TimeSpan Elapsed);
