using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>What the process that restored tells on its standard output.</summary>
/// <param name="PeakMemory">The most memory that was resident, in bytes; 0 where the system does not tell.</param>
/// <param name="Stages">How long the stages took.</param>
/// <param name="Entries">How long each entry took.</param>
internal sealed record RestoreDetails(long PeakMemory, IReadOnlyList<TimedPart> Stages, IReadOnlyList<TimedPart> Entries);
