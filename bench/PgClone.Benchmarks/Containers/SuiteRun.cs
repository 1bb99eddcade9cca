using System.Diagnostics;
using System.Globalization;
using PgClone.Servers;

namespace PgClone.Benchmarks.Containers;

/// <summary>Runs of the suite's test program, whose folder lies beside this program's.</summary>
internal sealed class SuiteRun(BenchmarkDump dump, string image, string folder, PostgresBinaries binaries)
{
    private const string Program = "PgClone.Benchmarks.Suite";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", Program, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    private readonly string _data = Path.Combine(folder, "suite");

    /// <returns>How long it took from the command on until the first test had its data, and until the command ended.</returns>
    public async Task<(TimeSpan First, TimeSpan All)> RunAsync(SuiteContender contender, CancellationToken cancellationToken)
    {
        var report = Path.Combine(folder, $"suite-{Guid.NewGuid():N}");
        var data = contender.StartsAnew ? Path.Combine(folder, $"suite-data-{Guid.NewGuid():N}") : _data;
        // It finds the repository's global.json from here, which says how tests are run.
        var start = new ProcessStartInfo("dotnet", ["test", "--test-modules", Program + ".dll", "--no-ansi", "--no-progress"]) { WorkingDirectory = Folder };
        foreach (var (name, value) in new Dictionary<string, string?>
        {
            ["SUITE_SOURCE"] = contender.Source,
            ["SUITE_STORE"] = dump.Store,
            ["SUITE_KEY"] = dump.Key,
            ["SUITE_DUMP"] = dump.Path,
            ["SUITE_IMAGE"] = image,
            ["SUITE_PG_RESTORE"] = binaries.GetPath("pg_restore"),
            ["SUITE_REPORT"] = report,
            ["PGCLONE_DATA_DIR"] = data,
        }) start.Environment[name] = value;

        var (began, clock) = (DateTime.UtcNow, Stopwatch.StartNew());
        await BenchmarkProgram.RunAsync(start, _ => Task.CompletedTask, cancellationToken);
        var all = clock.Elapsed;
        var first = DateTime.Parse(await File.ReadAllTextAsync(report, cancellationToken), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) - began;
        if (contender.StartsAnew) await DataRoot.DeleteAsync(data);
        return (first, all);
    }

    /// <summary>Ends what lasts from run to run.</summary>
    public async Task CleanAsync()
    {
        await DataRoot.DeleteAsync(_data);
        var found = await DockerAsync("ps", "--all", "--quiet", "--filter", "label=pgclone", "--filter", $"ancestor={image}");
        var containers = found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (containers.Length > 0) await DockerAsync(["rm", "--force", "--volumes", .. containers]);
    }

    private static Task<string> DockerAsync(params string[] arguments) =>
        BenchmarkProgram.RunAsync(new ProcessStartInfo("docker", arguments), _ => Task.CompletedTask, CancellationToken.None);
}
