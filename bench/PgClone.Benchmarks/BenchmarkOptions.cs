using System.Globalization;

namespace PgClone.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="DataSet">The name of a file in DataSets: <c>mixed</c>, <c>many</c> or <c>skewed</c>.</param>
/// <param name="Scale">The data set's size; 1 is the full one.</param>
/// <param name="Runs">How often each contender restores.</param>
/// <param name="Jobs">Connections that the parallel contenders use.</param>
internal sealed record BenchmarkOptions(string DataSet, double Scale, int Runs, int Jobs)
{
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var given = arguments.Select(argument => argument.TrimStart('-').Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new BenchmarkOptions(
            given.GetValueOrDefault("data", "mixed"),
            double.Parse(given.GetValueOrDefault("scale", "0.2"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("runs", "5"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("jobs", "2"), CultureInfo.InvariantCulture));
    }
}
