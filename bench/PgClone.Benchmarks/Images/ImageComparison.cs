using System.Diagnostics;
using PgClone.Benchmarks.Results;
using PgClone.Benchmarks.Storage;
using PgClone.Storage;

namespace PgClone.Benchmarks.Images;

/// <summary>Takes the time until a machine without a server has answered a first query: out of an image, by a restore, and by stock programs; from a folder and from a distant S3.</summary>
/// <param name="name">What the report calls the database.</param>
/// <param name="dump">The dump, in a folder.</param>
/// <param name="options">The options.</param>
/// <param name="folder">Where the machines lie.</param>
internal sealed class ImageComparison(string name, BenchmarkDump dump, BenchmarkOptions options, string folder)
{
    public async Task<ImageResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var bucket = await Bucket.StartAsync(NetworkKind.Distant, cancellationToken);
        foreach (var file in new[] { dump.Path, dump.Path + DumpKey.ManifestExtension })
            await bucket.CopyAsync(file, Bucket.AddressOf(Path.GetRelativePath(dump.Store, file)), cancellationToken);

        var near = Agent("PgClone, an image in a folder", dump.Store, images: true);
        var far = Agent("PgClone, an image in S3", bucket.Location, images: true);
        var fetched = dump with { Store = Path.Combine(folder, "fetched") };
        IAgent[] agents =
        [
            near,
            far,
            Agent("PgClone, the dump in a folder", dump.Store, images: false),
            Agent("PgClone, the dump in S3", bucket.Location, images: false),
            new StockAgent($"initdb, pg_restore -j{options.Jobs} from a folder", dump, options.Jobs, Path.Combine(folder, "stock")),
            new StockAgent(
                $"initdb, aws s3 cp, pg_restore -j{options.Jobs}", fetched, options.Jobs, fetched.Store,
                token => bucket.CopyAsync(Bucket.AddressOf(dump.Key), fetched.Path, token)),
        ];
        foreach (var agent in new[] { near, far })
        {
            await agent.PushAsync(cancellationToken);
            await agent.TidyAsync();
        }

        var image = Directory.EnumerateFiles(Path.Combine(dump.Store, "images", Path.GetDirectoryName(dump.Key)!), "*.tar.zst").Single();
        var rounds = agents.ToDictionary(agent => agent, _ => new List<Measurement>());
        for (var round = 0; round < options.Runs; round++)
        {
            foreach (var agent in Turns.Of(agents, round))
            {
                var seconds = await MeasureAsync(agent, cancellationToken);
                rounds[agent].Add(new Measurement(seconds, 0, 0));
                Console.WriteLine($"cold agents, {name}, {round + 1}/{options.Runs}: {agent.Name}: first query after {seconds:N2} s");
            }
        }

        return new ImageResult(
            name, DateOnly.FromDateTime(DateTime.UtcNow), Programs.PgCloneVersion, dump.DatabaseBytes, dump.Bytes, new FileInfo(image).Length,
            [.. agents.Select(agent => new ContenderResult(agent.Name, rounds[agent]))]);
    }

    private PgCloneAgent Agent(string title, string store, bool images) =>
        new(title, store, dump.Key, options.Jobs, Path.Combine(folder, "agent"), images);

    private static async Task<double> MeasureAsync(IAgent agent, CancellationToken cancellationToken)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            await agent.RunAsync(cancellationToken);
            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            await agent.TidyAsync();
        }
    }
}
