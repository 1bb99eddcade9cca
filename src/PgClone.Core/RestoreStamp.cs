namespace PgClone;

/// <summary>What a target was filled with, as far as this machine did it.</summary>
/// <param name="Fingerprint">What decides its content.</param>
/// <param name="Database">The target's OID: one that was replaced, or dropped and made anew, has another.</param>
/// <param name="Time">When it was swapped in.</param>
/// <param name="Tables">How many tables were filled.</param>
/// <param name="Rows">How many rows were loaded.</param>
internal sealed record RestoreStamp(string Fingerprint, long Database, DateTimeOffset Time, int Tables, long Rows);
