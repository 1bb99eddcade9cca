using System.Text.Json;

namespace PgClone.Benchmarks.Results;

/// <summary>The figures as they were measured. They stay from one run to the next: a run that measures a part renews only that part.</summary>
internal sealed class ResultsFile(string folder, string name)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _path = Path.Combine(folder, name);

    /// <summary>Reads what was measured earlier. The figures of another machine can't stand beside this one's: they are left out.</summary>
    public async Task<BenchmarkResults> ReadAsync(Machine machine, CancellationToken cancellationToken)
    {
        var nothing = new BenchmarkResults(machine, [], [], []);
        if (!File.Exists(_path)) return nothing;

        await using var file = File.OpenRead(_path);
        var earlier = await JsonSerializer.DeserializeAsync<BenchmarkResults>(file, Json, cancellationToken);
        return earlier?.Machine == machine ? earlier with { Failures = [] } : nothing;
    }

    public async Task WriteAsync(BenchmarkResults results, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(_path, JsonSerializer.Serialize(results, Json) + "\n", cancellationToken);
    }
}
