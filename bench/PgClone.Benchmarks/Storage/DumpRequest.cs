namespace PgClone.Benchmarks.Storage;

/// <summary>What the process that dumps reads from its standard input.</summary>
internal sealed record DumpRequest(string Connection, string Store, string Database);
