using System.Text.RegularExpressions;

const string comparisons = "--filter-class \"*StockComparisonTests\" \"*OrderTests\" \"*BlockCompressorTests\"";
var testsAreAsked = target is "Test" or "Default";
TestResult testResult = null;

Task("Test")
    .Description("Runs every test project; the last line printed is the sum.")
    .IsDependentOn("ProvisionTests")
    .IsDependentOn("Build")
    .Does(() =>
{
    var lines = new List<string>();
    // As it is installed here, and quicker to start, which the tests do a thousand times.
    UseNativeTool();

    var exitCode = RunTests($"--solution \"{solution}\"", EnvironmentVariable("PGCLONE_PG_BIN"), lines);

    // The newest server, with its own pg_restore to compare with, and where order decides over values. Soak does the same with the one before.
    if (HasEnvironmentVariable(PostgresOf("18")))
    {
        Information("Every archive on PostgreSQL 18, as that version's pg_restore restores it:");
        exitCode |= RunTests($"--project tests/PgClone.Core.Tests {comparisons} --output Detailed", EnvironmentVariable(PostgresOf("18")), lines);
    }

    testResult = TestResult.Parse(lines, exitCode);
});

int RunTests(string tests, string postgres, List<string> lines)
{
    var settings = ToTest(tests, postgres, "38m");
    settings.RedirectStandardOutput = true;
    settings.RedirectedStandardOutputHandler = line =>
    {
        if (line is null) return line;
        lines.Add(line);
        Console.WriteLine(line);
        return line;
    };
    return StartProcess("dotnet", settings);
}

ProcessSettings ToTest(string tests, string postgres, string timeout)
{
    var environment = new Dictionary<string, string>();
    if (postgres is not null) environment["PGCLONE_PG_BIN"] = postgres;
    if (MakeFolderInMemory() is { } folder) environment["TMPDIR"] = folder;
    return new ProcessSettings
    {
        Arguments = $"test {tests} --configuration {configuration} --no-build --no-ansi --no-progress --timeout {timeout}",
        EnvironmentVariables = environment,
    };
}

// The tests make and delete thousands of databases, of 300 files each: in memory, where there is much of it, that takes a third of the time.
string MakeFolderInMemory()
{
    const string memory = "/dev/shm";
    const long enough = 10L << 30;
    if (OperatingSystem.IsWindows() || !System.IO.Directory.Exists(memory) || new System.IO.DriveInfo(memory).AvailableFreeSpace < enough) return null;

    // For everybody, as the one that it stands for is: servers run under accounts of their own.
    var mode = (System.IO.UnixFileMode)0b001_111_111_111;
    return System.IO.Directory.CreateDirectory($"{memory}/pgclone-tests-{Environment.UserName}", mode).FullName;
}

sealed record TestResult(int Passed, int Failed, int Skipped, IReadOnlyList<string> Failures)
{
    public static TestResult Crashed { get; } = new(0, 1, 0, []);

    /// <summary>Adds up the summaries that `dotnet test` ends with. A failure that it does not count (a crash, a time-out, no test at all) counts as one.</summary>
    public static TestResult Parse(IReadOnlyList<string> output, int exitCode)
    {
        var summary = output.SkipWhile(line => !line.StartsWith("Test run summary")).ToList();
        int Count(string name) => summary.Select(line => Regex.Match(line, $@"^\s*{name}: (\d+)$")).Where(m => m.Success).Sum(m => int.Parse(m.Groups[1].Value));

        var result = new TestResult(Count("succeeded"), Count("failed"), Count("skipped"), FailuresIn(output).ToList());
        var isUncounted = result.Failed == 0 && (exitCode != 0 || result.Passed == 0);
        return isUncounted ? result with { Failed = 1 } : result;
    }

    /// <summary>Each failed test with the first lines of what it says, and each test program that failed; the log above them is long.</summary>
    private static IEnumerable<string> FailuresIn(IReadOnlyList<string> output)
    {
        for (var i = 0; i < output.Count; i++)
        {
            if (Regex.IsMatch(output[i], @"^\S+\.dll \(.*\) failed")) yield return output[i];
            if (!output[i].StartsWith("failed ")) continue;

            yield return output[i];
            foreach (var line in output.Skip(i + 1).TakeWhile(line => line.StartsWith(' ')).Take(12)) yield return line;
        }
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}
