using System.Diagnostics.Metrics;

namespace PgClone.Diagnostics;

/// <summary>What is measured of one kind of work.</summary>
/// <param name="ActivityName">The name of its activities.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Bytes">Sizes of dumps.</param>
/// <param name="Rows">Rows, or null where nobody counts them.</param>
internal sealed record OperationInstruments(string ActivityName, Histogram<double> Duration, Counter<long> Bytes, Counter<long>? Rows);
