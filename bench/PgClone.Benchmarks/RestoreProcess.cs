using System.Globalization;
using System.Text.Json;
using PgClone.Benchmarks.Results;
using PgClone.Configuration;
using PgClone.Diagnostics;

namespace PgClone.Benchmarks;

/// <summary>This program as the process that restores once and tells what it took.</summary>
internal static class RestoreProcess
{
    public const string Verb = "restore";

    public static async Task<int> RunAsync()
    {
        var request = JsonSerializer.Deserialize<RestoreRequest>(await Console.In.ReadToEndAsync())!;
        var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = request.Store, Storage = request.Store, Connection = request.Connection });
        try
        {
            Tell(await cloner.RestoreAsync(new RestoreOptions { Source = request.Key, Database = request.Database, Jobs = request.Jobs }));
            return 0;
        }
        catch (PgCloneException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Tell(RestoreResult result)
    {
        var stages = result.Stages.Select(time => new TimedPart(time.Stage.ToString(), time.Elapsed.TotalSeconds));
        var entries = result.Entries.Select(time => new TimedPart($"{time.Stage}: {time.Name}", time.Elapsed.TotalSeconds));
        Console.WriteLine(JsonSerializer.Serialize(new RestoreDetails(ReadPeakMemory(), [.. stages], [.. entries])));
    }

    private static long ReadPeakMemory()
    {
        if (!OperatingSystem.IsLinux()) return 0;

        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
