using System.Diagnostics;
using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Benchmarks;

/// <summary>The tool, as users run it: the native program, where one was published.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it has beside this process' own.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<ToolAnswer> RunAsync(IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(TestTool.Command[0], [.. TestTool.Command.Skip(1), .. arguments, "--format", "json"]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var peak = Task.FromResult(0L);
        var answer = await BenchmarkProgram.RunAsync(start, _ => Task.CompletedTask, cancellationToken, process => peak = WatchMemoryAsync(process));
        return JsonSerializer.Deserialize<ToolAnswer>(answer, JsonSerializerOptions.Web)! with { PeakMemory = await peak };
    }

    /// <summary>Looks again and again, as nobody can be asked any more once the process has ended.</summary>
    private static async Task<long> WatchMemoryAsync(int process)
    {
        var peak = 0L;
        while (FreshProcess.ReadPeakMemory($"{process}") is var now and > 0)
        {
            peak = now;
            await Task.Delay(LookPause);
        }

        return peak;
    }
}
