using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Stores in S3, used through every host that carries what speaks it, and beside other versions of AWS's libraries.</summary>
public sealed class S3HostTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private static readonly Dictionary<string, string> Credentials = new()
    {
        ["AWS_ACCESS_KEY_ID"] = S3Server.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = S3Server.SecretKey, ["AWS_REGION"] = "us-east-1", ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private readonly LoadedAssemblies _loaded = new();

    protected override IReadOnlyDictionary<string, string> MoreEnvironment => Credentials.Concat(_loaded.Environment).ToDictionary();

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _loaded.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task The_installed_tool_pushes_a_dump_into_a_bucket_and_restores_from_there()
    {
        var location = await CreateBucketAsync();
        var pgclone = Path.Combine(await InstallToolAsync(), "pgclone");

        (await RunAsync(pgclone, "push", Store.Key, "--to", location)).EnsureSuccess();
        (await RunAsync(pgclone, "restore", Store.Database, "--database", Target, "--storage", location)).EnsureSuccess();

        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task A_cake_script_pushes_a_dump_into_a_bucket_names_it_in_the_lock_and_restores_from_there()
    {
        var location = await CreateBucketAsync();
        await RestoreCakeAsync();
        Write("build.cake", $$"""
            #addin nuget:?package=Cake.PgClone&version={{Feed.Version}}&prerelease

            Task("Default").Does(() =>
            {
                var pushed = PgClonePush("{{Store.Key}}", "{{location}}");
                Information("new: {0}", pushed.IsNew);
                Information("named: {0}", PgCloneUpdate(new PgCloneUpdateSettings { Source = "{{Store.Database}}", Storage = "{{location}}" }).Single().Key);
                PgCloneRestore("{{Store.Database}}", settings => { settings.Storage = "{{location}}"; settings.Database = "{{Target}}"; });
                Information("pulled: {0}", PgClonePull("{{Store.Database}}", "{{location}}").IsNew);
            });

            Task("Folder").Does(() => Information("in a folder: {0}", PgCloneList().Count));

            RunTarget(Argument("target", "Default"));
            """);

        (await RunAsync("dotnet", "cake", "--target=Folder")).EnsureSuccess();
        AssertNothingOfS3IsLoaded();
        var run = (await RunAsync("dotnet", "cake")).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Contains("AWSSDK.S3", _loaded.Take());
        Assert.Contains("new: True", run.Output, StringComparison.Ordinal);
        Assert.Contains($"named: {Store.Key}", run.Output, StringComparison.Ordinal);
        Assert.Contains("pulled: False", run.Output, StringComparison.Ordinal);
        Assert.Contains(Store.Key, await File.ReadAllTextAsync(Path.Combine(Folder, "pgclone.lock"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_pushes_a_dump_into_a_bucket_names_it_in_the_lock_and_restores_from_there()
    {
        var location = await CreateBucketAsync();
        WriteProject(FeedReference("PgClone.MSBuild"));
        string[] source = [$"-p:PgCloneDumpKey={Store.Database}", $"-p:PgCloneDatabase={Target}"];

        var pushed = (await RunAsync("dotnet", ["build", "-t:PgClonePush", $"-p:PgCloneTo={location}", .. source])).EnsureSuccess();
        Assert.Contains("AWSSDK.S3", _loaded.Take());
        var nowhere = await RunAsync("dotnet", ["build", "-t:PgClonePush", .. source]);
        (await RunAsync("dotnet", ["build", "-t:PgCloneVerify", .. source])).EnsureSuccess();
        AssertNothingOfS3IsLoaded();
        (await RunAsync("dotnet", ["build", "-t:PgCloneUpdate;PgCloneRestore", $"-p:PgCloneStorage={location}", .. source])).EnsureSuccess();
        var pulled = (await RunAsync("dotnet", ["build", "-t:PgClonePull", $"-p:PgCloneFrom={location}", .. source])).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Contains($"{Store.Key} -> s3://", pushed.Output, StringComparison.Ordinal);
        Assert.Contains("error PGC0001: The store to push to is not named", nowhere.Output, StringComparison.Ordinal);
        Assert.Contains($"{Store.Key} lies in {Store.Folder} already", pulled.Output, StringComparison.Ordinal);
        Assert.Contains(Store.Key, await File.ReadAllTextAsync(Path.Combine(Folder, "pgclone.lock"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_project_on_older_libraries_of_aws_keeps_them()
    {
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2") + Reference("AWSSDK.S3", "3.7.511.8"), "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Store.Database}}" }""");
        Write("CustomerTests.cs", $$"""
            using Amazon.S3;
            using PgClone.Xunit;
            using Xunit;

            public sealed class CustomerTests(PgCloneDatabaseFixture shop) : IClassFixture<PgCloneDatabaseFixture>
            {
                [Fact]
                public async Task Reads_rows_beside_a_client_of_its_own()
                {
                    using var client = new AmazonS3Client("key", "secret", new AmazonS3Config { ServiceURL = "http://127.0.0.1:1" });
                    Assert.Equal(3, typeof(AmazonS3Client).Assembly.GetName().Version!.Major);
                    await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM customer");
                    Assert.Equal({{ShopStore.Rows}}L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
                }
            }
            """);

        var run = await RunAsync("dotnet", "run", "-property:NoWarn=NU1900");

        Assert.Contains("Total: 1, Errors: 0, Failed: 0", run.EnsureSuccess().Output, StringComparison.Ordinal);
    }

    /// <summary>Fails the test if what ran had AWS's libraries loaded, though it used no location in S3.</summary>
    private void AssertNothingOfS3IsLoaded()
    {
        var names = _loaded.Take();
        Assert.Contains("PgClone.Core", names);
        Assert.DoesNotContain(names, name => name == "PgClone.S3" || name.StartsWith("AWSSDK", StringComparison.Ordinal));
    }

    /// <summary>The location of a store in a bucket of the test's own.</summary>
    private static async Task<string> CreateBucketAsync()
    {
        var server = await S3Server.GetAsync();
        var bucket = "test-" + Guid.NewGuid().ToString("N")[..12];
        (await Run.StartAsync("/", Credentials, "aws", ["--endpoint-url", server.Endpoint, "s3api", "create-bucket", "--bucket", bucket])).EnsureSuccess();
        return server.LocationOf(bucket + "/dumps");
    }
}
