namespace PgClone.Benchmarks.Images;

/// <summary>What the process that restores on a cold agent reads from its standard input.</summary>
internal sealed record AgentRequest(string DataRoot, string Store, string Key, int Jobs, bool Images, bool PushImages);
