using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PgClone.Diagnostics;

namespace PgClone.Benchmarks;

/// <summary>This program, started once more to do one thing and to tell what it took: loading and compiling it count.</summary>
internal static class FreshProcess
{
    /// <param name="verb">What it is to do.</param>
    /// <param name="request">What it reads from its standard input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it wrote to its standard output.</returns>
    public static async Task<TAnswer> RunAsync<TRequest, TAnswer>(
        string verb, TRequest request, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FreshProcess).Assembly.Location, verb]);
        var answer = await BenchmarkProgram.RunAsync(
            start, input => JsonSerializer.SerializeAsync(input, request, cancellationToken: cancellationToken), cancellationToken);
        return JsonSerializer.Deserialize<TAnswer>(answer)!;
    }

    /// <summary>The other end: reads the request, works, and answers.</summary>
    public static async Task<int> AnswerAsync<TRequest, TAnswer>(Func<TRequest, Task<TAnswer>> work)
    {
        var request = JsonSerializer.Deserialize<TRequest>(await Console.In.ReadToEndAsync())!;
        try
        {
            Console.WriteLine(JsonSerializer.Serialize(await work(request)));
            return 0;
        }
        catch (PgCloneException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The most memory that was resident in a process, in bytes; 0 where the system does not tell, or the process is over.</summary>
    public static long ReadPeakMemory(string process = "self")
    {
        if (!OperatingSystem.IsLinux()) return 0;

        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
