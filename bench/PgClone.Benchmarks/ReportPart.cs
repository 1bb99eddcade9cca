using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>A part of the report that is measured for itself.</summary>
/// <param name="Name">What it is called if it fails.</param>
/// <param name="MeasureAsync">Measures it and lays its figures over the earlier ones.</param>
internal sealed record ReportPart(string Name, Func<BenchmarkResults, CancellationToken, Task<BenchmarkResults>> MeasureAsync);
