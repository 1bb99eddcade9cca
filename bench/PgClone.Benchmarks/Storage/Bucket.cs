using System.Diagnostics;
using System.Globalization;
using PgClone.Testing;

namespace PgClone.Benchmarks.Storage;

/// <summary>A bucket on an S3 server of its own, gone when it is disposed.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    private const string Name = "bench";

    private readonly S3ServerProcess _server;
    private readonly SlowNetwork _network;
    private readonly string _endpoint;

    private Bucket(S3ServerProcess server, NetworkKind kind)
    {
        (_server, _network) = (server, new SlowNetwork(server.Port, kind));
        _endpoint = kind == NetworkKind.Direct ? $"http://127.0.0.1:{server.Port}" : _network.Endpoint;
    }

    /// <summary>Who may use it.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = "bench",
        ["AWS_SECRET_ACCESS_KEY"] = "bench-secret-key",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
    };

    /// <summary>Where PgClone finds it.</summary>
    public string Location => $"s3://{Name}?endpoint={_endpoint}";

    public static async Task<Bucket> StartAsync(NetworkKind kind, CancellationToken cancellationToken)
    {
        var server = await S3ServerProcess.StartAsync(AppContext.BaseDirectory, Environment["AWS_ACCESS_KEY_ID"], Environment["AWS_SECRET_ACCESS_KEY"]);
        var bucket = new Bucket(server, kind);
        try
        {
            await bucket.AwsAsync(["s3", "mb", $"s3://{Name}"], cancellationToken);
            return bucket;
        }
        catch
        {
            await bucket.DisposeAsync();
            throw;
        }
    }

    /// <summary>What PgClone needs to get at it, and at a server.</summary>
    public static IEnumerable<KeyValuePair<string, string>> EnvironmentFor(BenchmarkServer server) =>
        Environment.Append(new("PGCLONE_CONNECTION", server.Postgres.GetConnectionString(server.Postgres.MaintenanceDatabase)));

    /// <summary>Where <c>aws</c> finds an object.</summary>
    public static string AddressOf(string name) => $"s3://{Name}/{name}";

    /// <summary>What begins each command of <c>aws</c>.</summary>
    public IReadOnlyList<string> AwsCommand => [Programs.Aws, "--endpoint-url", _endpoint];

    public async Task<long> GetSizeAsync(string name, CancellationToken cancellationToken)
    {
        // Date, time, size, name.
        var line = await AwsAsync(["s3", "ls", AddressOf(name)], cancellationToken);
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
    }

    /// <summary><c>aws s3 cp</c>.</summary>
    public Task CopyAsync(string from, string to, CancellationToken cancellationToken) => AwsAsync(["s3", "cp", "--only-show-errors", from, to], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        await _server.DisposeAsync();
    }

    private Task<string> AwsAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(AwsCommand[0], AwsCommand.Skip(1).Concat(arguments));
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return BenchmarkProgram.RunAsync(start, _ => Task.CompletedTask, cancellationToken);
    }
}
