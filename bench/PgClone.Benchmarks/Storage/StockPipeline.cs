using System.Diagnostics;
using PgClone.Servers;

namespace PgClone.Benchmarks.Storage;

/// <summary>PostgreSQL's own programs, joined by a shell's pipe with Amazon's.</summary>
internal sealed class StockPipeline(BenchmarkServer server, PostgresBinaries binaries, Bucket bucket)
{
    /// <summary>The object that holds the dump.</summary>
    public const string Object = "stock.dump";

    // The shell gets the two commands as arguments, with a single + between them.
    private const string Script = """
        first=()
        while [ "$1" != + ]; do first+=("$1"); shift; done
        shift
        "${first[@]}" | "$@"
        """;

    /// <summary>PostgreSQL's program for a database, as a command.</summary>
    public IEnumerable<string> Postgres(string program, params string[] arguments) => [binaries.GetPath(program), .. arguments];

    /// <summary><c>aws s3 cp</c>, as a command.</summary>
    public IEnumerable<string> Copy(string from, string to) => [.. bucket.AwsCommand, "s3", "cp", from, to];

    public Task RunAsync(string database, IEnumerable<string> first, IEnumerable<string> second, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", Script, "pipeline", .. first, "+", .. second]);
        foreach (var (name, value) in server.Postgres.GetEnvironment(database).Concat(Bucket.Environment)) start.Environment[name] = value;
        return BenchmarkProgram.RunAsync(start, _ => Task.CompletedTask, cancellationToken);
    }
}
