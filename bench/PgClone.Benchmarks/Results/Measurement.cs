namespace PgClone.Benchmarks.Results;

/// <summary>One restore.</summary>
/// <param name="Seconds">From its process's start to its end.</param>
/// <param name="ProcessorSeconds">What its process, and those that it started, had of the processors.</param>
/// <param name="ServerProcessorSeconds">What the server's processes had of them meanwhile.</param>
internal sealed record Measurement(double Seconds, double ProcessorSeconds, double ServerProcessorSeconds);
