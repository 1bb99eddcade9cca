using System.Diagnostics;
using System.Globalization;
using PgClone.Configuration;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>
/// A bucket with the keys of many dumps, listed by the tool. Three pages of them, so that the test is short; with <c>PGCLONE_TEST_SOAK</c> a hundred.
/// </summary>
public sealed class S3LargeListTests
{
    private const int Page = 1000;
    private const int Megabyte = 1024 * 1024;

    private static readonly int Count = Environment.GetEnvironmentVariable("PGCLONE_TEST_SOAK") is { Length: > 0 } ? 100_000 : 2500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_keys_are_listed_page_by_page_and_the_latest_dump_is_found_without_those_of_others()
    {
        using var bucket = await TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, Count).Select(i => $"blog/{new DateTime(2026, 1, 1).AddMinutes(i):yyyy_MM_dd_HH_mm_ss}_000000.default.dump").ToList();
        string[] shop = ["shop/2026_01_01_00_00_00_000000.default.dump", "prod/shop/default/2026-01-02-00-00-00-000000.dump"];
        // The folder of another name that begins alike is not one of the store.
        await Parallel.ForEachAsync(keys.Concat(shop).Select(key => "dumps/" + key).Append("dumpsters/no.dump"), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (name, _) => await bucket.PutAsync(name, [1]));

        var (list, listRequests) = await RunAsync(bucket, "ls");
        var (latest, latestRequests) = await RunAsync(bucket, "ls", "shop", "--limit", "1");

        Assert.Equal(keys.Concat(shop).Order(StringComparer.Ordinal), list.Lines.Order(StringComparer.Ordinal));
        Assert.Equal([shop[1]], latest.Lines);
        Assert.Equal((Count + shop.Length + Page - 1) / Page, listRequests.Count);
        Assert.Equal(["dumps/", "dumps/blog/shop/", "dumps/prod/shop/", "dumps/shop/"], latestRequests.Select(S3RequestTests.PrefixOf).Order(StringComparer.Ordinal));
        // What the runtime takes, and less than 1 kB for each key.
        Assert.InRange(list.Peak, 1, (200 * Megabyte) + (Count * 1000L));
        Assert.InRange(latest.Peak, 1, 200 * Megabyte);
        TestContext.Current.SendDiagnosticMessage(
            "{0} keys: ls {1} requests, {2} MB at most, {3:0.0} s; the latest {4} requests, {5} MB at most, {6:0.0} s",
            Count, listRequests.Count, list.Peak / Megabyte, list.Time.TotalSeconds, latestRequests.Count, latest.Peak / Megabyte, latest.Time.TotalSeconds);
    }

    /// <summary>Runs the tool alone, with a look at the memory that it takes.</summary>
    private static async Task<((IReadOnlyList<string> Lines, long Peak, TimeSpan Time) Run, IReadOnlyList<string> Requests)> RunAsync(TestBucket bucket, params string[] arguments)
    {
        await using var network = new WatchedNetwork(bucket.Server.Port);
        var start = Stopwatch.GetTimestamp();
        using var tool = ToolProcess.Start(null, [.. arguments, "--storage", $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}"]);
        var running = ToolResult.OfAsync(tool);
        long peak = 0;
        while (!running.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(tool.Id));
            await Task.WhenAny(running, Task.Delay(10, Token));
        }

        var output = (await running).EnsureSuccess();
        return ((output.Split('\n', StringSplitOptions.RemoveEmptyEntries), peak, Stopwatch.GetElapsedTime(start)), network.Requests);
    }

    /// <summary>The most that a process held so far.</summary>
    private static long PeakOf(int process)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read where Linux shows it.");
        try
        {
            // Nothing of it is left when the process is about to end.
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
