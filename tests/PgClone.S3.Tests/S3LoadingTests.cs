using PgClone.Testing;

namespace PgClone.S3;

/// <summary>What speaks S3 costs nobody a start-up who does not use it.</summary>
public sealed class S3LoadingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");
    private readonly LoadedAssemblies _loaded = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _loaded.Dispose();
    }

    [Fact]
    public async Task The_tool_loads_the_libraries_of_AWS_only_for_a_location_in_S3()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();

        var inFolder = await RunAsync(database, _folder.FullName);
        var inBucket = await RunAsync(database, bucket.Location);

        Assert.Contains("PgClone.Core", inFolder);
        Assert.DoesNotContain(inFolder, IsOfS3);
        Assert.Contains("AWSSDK.S3", inBucket);
    }

    private async Task<IReadOnlyCollection<string>> RunAsync(TestDatabase database, string storage)
    {
        foreach (var command in new[] { "dump", "restore" })
            (await ToolProcess.RunAsync(database, [command, database.Name, "--storage", storage], _loaded.Environment, tool: TestTool.Managed)).EnsureSuccess();
        return _loaded.Take();
    }

    private static bool IsOfS3(string assembly) => assembly == "PgClone.S3" || assembly.StartsWith("AWSSDK", StringComparison.Ordinal);
}
