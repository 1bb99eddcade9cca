using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>Figures for the tests.</summary>
internal static class Measured
{
    public static Machine Machine { get; } = new("Abacus", 2, 4, "ext4", "an OS", "15.1", ".NET 10");

    public static BenchmarkResults Nothing { get; } = new(Machine, [], [], []);

    /// <summary>A comparison in which pg_restore takes as many times as long as PgClone as the rounds say.</summary>
    public static ComparisonResult Comparison(string set, string server, params double[] ratios) => new(
        set, server, new DateOnly(2026, 11, 22), "1.0.0+0123456789abcdef", 1, 2_000_000, 1_000_000, new Dictionary<string, string> { ["fsync"] = "off" },
        [
            new ContenderResult("PgClone", [.. ratios.Select((_, round) => new Measurement(round + 1, 1, 2))]),
            new ContenderResult("cat dump | pg_restore", [.. ratios.Select((ratio, round) => new Measurement(ratio * (round + 1), 1, 2))]),
        ],
        99_000_000, [new TimedPart("Data", 1.5)], [new TimedPart("TABLE DATA a<b", 0.5)]);
}
