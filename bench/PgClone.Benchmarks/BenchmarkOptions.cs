using System.Globalization;
using PgClone.Benchmarks.Clones;

namespace PgClone.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="DataSets">What to restore.</param>
/// <param name="Servers">What to restore it into.</param>
/// <param name="Scale">The data sets' size; 1 is the full one.</param>
/// <param name="Runs">How often each contender restores.</param>
/// <param name="Jobs">Connections that the parallel contenders use.</param>
/// <param name="Output">The folder that the report goes to.</param>
/// <param name="Storage">Whether dumps to S3 and restores from there are measured, in place of restores from a folder.</param>
/// <param name="Downtime">Whether it is measured for how long clients are out while a database is replaced, in place of restores.</param>
/// <param name="Containers">Whether a suite of tests is run with servers in containers, in place of restores.</param>
/// <param name="Image">The image of these containers.</param>
/// <param name="Clones">The databases that test classes are given, where that is measured instead; else none.</param>
internal sealed record BenchmarkOptions(
    IReadOnlyList<DataSet> DataSets, IReadOnlyList<ServerKind> Servers, double Scale, int Runs, int Jobs, string Output, bool Storage, bool Downtime, bool Containers, string Image,
    IReadOnlyList<CloneSet> Clones)
{
    private static readonly string[] Names = ["quick", "data", "server", "scale", "runs", "jobs", "output", "storage", "downtime", "clones", "containers", "image"];

    /// <summary>What <c>--quick</c> stands for: a look at every data set in under five minutes, or at storage in about one, or at clones in about three, beside the report and not in its place.</summary>
    private static readonly Dictionary<string, string> Quick = new()
    {
        ["server"] = ServerKind.Embedded.Name,
        ["scale"] = "0.05",
        ["runs"] = "3",
        ["output"] = Path.Combine("artifacts", "bench"),
    };

    /// <exception cref="ArgumentException">An option, or a name in it, is not known.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var given = arguments.Select(argument => argument.TrimStart('-').Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
        if (given.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new ArgumentException($"There is no option '{unknown}'. There are: {string.Join(", ", Names)}.");

        if (given.ContainsKey("quick"))
            foreach (var (name, value) in Quick) given.TryAdd(name, value);

        var (data, isClones) = (given.GetValueOrDefault("data"), given.ContainsKey("clones"));
        return new BenchmarkOptions(
            Choose(isClones ? null : data, DataSet.All, set => set.Name),
            Choose(given.GetValueOrDefault("server"), ServerKind.All, server => server.Name),
            double.Parse(given.GetValueOrDefault("scale", "1"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("runs", "5"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("jobs", "2"), CultureInfo.InvariantCulture),
            given.GetValueOrDefault("output", "docs"),
            given.ContainsKey("storage"),
            given.ContainsKey("downtime"),
            given.ContainsKey("containers"),
            given.GetValueOrDefault("image", "postgres:17"),
            isClones ? Choose(data, CloneSet.All, set => set.Name) : []);
    }

    private static IReadOnlyList<T> Choose<T>(string? names, IReadOnlyList<T> all, Func<T, string> nameOf) => names is null
        ? all
        : [.. names.Split(',').Select(name => all.FirstOrDefault(one => nameOf(one) == name)
            ?? throw new ArgumentException($"There is no '{name}'. There are: {string.Join(", ", all.Select(nameOf))}."))];
}
