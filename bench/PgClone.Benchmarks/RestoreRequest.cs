namespace PgClone.Benchmarks;

/// <summary>What the process that restores reads from its standard input.</summary>
internal sealed record RestoreRequest(string Connection, string Store, string Key, string Database, int Jobs);
