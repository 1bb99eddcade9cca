using System.Globalization;
using PgClone.Benchmarks.Clones;
using PgClone.Benchmarks.Reporting;

namespace PgClone.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="DataSets">What to restore.</param>
/// <param name="Servers">What to restore it into.</param>
/// <param name="Scale">The data sets' size; 1 is the full one.</param>
/// <param name="Runs">How often each contender restores.</param>
/// <param name="Jobs">Connections that the parallel contenders use.</param>
/// <param name="Output">The folder that the report goes to.</param>
/// <param name="Section">What is measured.</param>
/// <param name="Image">The image of containers.</param>
/// <param name="TestSets">The databases for test classes, or for machines that have no server.</param>
internal sealed record BenchmarkOptions(
    IReadOnlyList<DataSet> DataSets, IReadOnlyList<ServerKind> Servers, double Scale, int Runs, int Jobs, string Output, ReportSection Section, string Image, IReadOnlyList<CloneSet> TestSets)
{
    private static readonly string[] Names = ["quick", "data", "server", "scale", "runs", "jobs", "output", "image", .. ReportSection.Others.Select(section => section.Mark)];

    /// <summary>What <c>--quick</c> stands for: a look at every data set in under five minutes, or at storage in about one, at clones or images in about three, beside the report and not in its place.</summary>
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

        var data = given.GetValueOrDefault("data");
        var section = ReportSection.Others.FirstOrDefault(section => given.ContainsKey(section.Mark)) ?? ReportSection.Restores;
        var isOfTests = section == ReportSection.Clones || section == ReportSection.Images;
        return new BenchmarkOptions(
            Choose(isOfTests ? null : data, DataSet.All, set => set.Name),
            Choose(given.GetValueOrDefault("server"), ServerKind.All, server => server.Name),
            double.Parse(given.GetValueOrDefault("scale", "1"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("runs", "5"), CultureInfo.InvariantCulture),
            int.Parse(given.GetValueOrDefault("jobs", "2"), CultureInfo.InvariantCulture),
            given.GetValueOrDefault("output", "docs"),
            section,
            given.GetValueOrDefault("image", "postgres:17"),
            Choose(isOfTests ? data : null, CloneSet.All, set => set.Name));
    }

    private static IReadOnlyList<T> Choose<T>(string? names, IReadOnlyList<T> all, Func<T, string> nameOf) => names is null
        ? all
        : [.. names.Split(',').Select(name => all.FirstOrDefault(one => nameOf(one) == name)
            ?? throw new ArgumentException($"There is no '{name}'. There are: {string.Join(", ", all.Select(nameOf))}."))];
}
