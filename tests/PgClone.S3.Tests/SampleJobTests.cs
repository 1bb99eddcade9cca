using System.Diagnostics;
using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>The commands of the jobs in <c>samples/ci</c>, run with the <c>pgclone.json</c> that lies there.</summary>
public sealed partial class SampleJobTests
{
    private static readonly string Sample = Path.Combine(RepositoryPaths.Root, "samples", "ci");

    [Fact]
    public async Task The_nightly_job_dumps_what_the_pull_requests_job_restores()
    {
        using var bucket = await TestBucket.CreateAsync();
        var server = await TestServer.GetAsync();
        await using var shop = await TestServer.CreateDatabaseAsync("shop");
        await shop.ExecuteAsync("CREATE TABLE customers AS SELECT id FROM generate_series(1, 10) id");

        var nightly = await RunJobAsync("nightly-dump.yml", bucket, ("SHOP_PROD", server.GetConnectionString("postgres")));
        await shop.ExecuteAsync("DROP TABLE customers");
        var test = await RunJobAsync("pull-request.yml", bucket, ("PGCLONE_CONNECTION", server.GetConnectionString("postgres")));

        Assert.Equal((3, 1), (nightly, test));
        Assert.Equal(10L, await shop.ScalarAsync("SELECT count(*) FROM customers"));
        Assert.Equal(2, (await bucket.ListAsync()).Count(name => name.StartsWith("nightly/shop/", StringComparison.Ordinal)));
    }

    /// <returns>How many commands there were.</returns>
    private static async Task<int> RunJobAsync(string file, TestBucket bucket, (string Name, string Value) connection)
    {
        var steps = Step().Matches(await File.ReadAllTextAsync(Path.Combine(Sample, file), TestContext.Current.CancellationToken));
        foreach (var command in steps.Select(step => step.Groups["command"].Value))
        {
            var tool = $"pgclone() {{ {string.Join(' ', TestTool.Command.Select(word => $"'{word}'"))} \"$@\"; }}";
            var start = new ProcessStartInfo("bash", ["-ec", $"{tool}\n{command}"]) { WorkingDirectory = Sample, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DUMP_BUCKET"] = bucket.Name;
            start.Environment["AWS_REGION"] = "us-east-1";
            start.Environment["AWS_ENDPOINT_URL_S3"] = bucket.Server.Endpoint;
            start.Environment[connection.Name] = connection.Value;
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            new ToolResult(process.ExitCode, await output, $"{command}: {await errors}").EnsureSuccess();
        }

        return steps.Count;
    }

    [GeneratedRegex(@"^ +- run: (?<command>pgclone .+)$", RegexOptions.Multiline)]
    private static partial Regex Step();
}
