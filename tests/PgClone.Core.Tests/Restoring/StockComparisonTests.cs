using System.Globalization;
using PgClone.Restoring.Comparing;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>The measure of all: a database restored by PgClone and one restored by stock pg_restore hold the same.</summary>
public sealed class StockComparisonTests
{
    public static TheoryData<string> Archives => [.. Directory.GetFiles(RepositoryPaths.Archives, "*.dump").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Archives))]
    public Task Restores_the_same_as_stock_pg_restore(string archive) =>
        CompareAsync(archive, new RestorePlanOptions { NoOwner = false, NoAcl = false }, "--no-subscriptions");

    [Theory]
    [InlineData("pg15-v1.14-gzip.dump")]
    [InlineData("pg17-v1.16-zstd-piped.dump")]
    public Task Restores_the_same_without_owners_and_privileges(string archive) =>
        CompareAsync(archive, new RestorePlanOptions(), "--no-subscriptions", "--no-owner", "--no-privileges");

    [Fact]
    public Task Restores_the_same_without_remarks_and_publications() =>
        CompareAsync(
            "pg16-v1.15-zstd.dump",
            new RestorePlanOptions { NoOwner = false, NoAcl = false, NoComments = true, NoPublications = true, NoSecurityLabels = true, Jobs = 4 },
            "--no-subscriptions", "--no-comments", "--no-publications", "--no-security-labels");

    [Theory]
    [InlineData("pg15-v1.14-gzip-piped.dump", 1)]
    [InlineData("pg15-v1.14-gzip-piped.dump", 2)]
    [InlineData("pg15-v1.14-gzip-piped.dump", 12)]
    [InlineData("pg17-v1.16-zstd-piped.dump", 1)]
    [InlineData("pg17-v1.16-zstd-piped.dump", 2)]
    [InlineData("pg17-v1.16-zstd-piped.dump", 12)]
    public Task Restores_the_same_in_one_pass(string archive, int jobs) =>
        CompareAsync(archive, new RestorePlanOptions { NoOwner = false, NoAcl = false, Jobs = jobs }, isOnePass: true, "--no-subscriptions");

    private static Task CompareAsync(string archive, RestorePlanOptions options, params string[] stockOptions) => CompareAsync(archive, options, isOnePass: false, stockOptions);

    private static async Task CompareAsync(string archive, RestorePlanOptions options, bool isOnePass, params string[] stockOptions)
    {
        await RichCluster.PrepareAsync();
        await using var ours = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        foreach (var database in new[] { ours, stock })
        {
            // This one was dumped table by table.
            if (archive == "pg15-v1.14-none-inserts.dump") await database.ExecuteAsync("CREATE SCHEMA app");
        }

        await PlainRestore.IntoAsync(ours, Path.Combine(RepositoryPaths.Archives, archive), options, isOnePass: isOnePass);
        var restore = await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, [.. stockOptions, Path.Combine(RepositoryPaths.Archives, ReadableByStock(archive, stock.Server.Version.Major))]);
        restore.EnsureSuccess();

        await DatabaseComparison.AssertEqualAsync(stock, ours);
    }

    /// <summary>The archive, or one that holds the same and that stock pg_restore of this version can read. The first two digits of a name are a pg_dump's.</summary>
    private static string ReadableByStock(string archive, int major) =>
        int.Parse(archive.AsSpan(2, 2), CultureInfo.InvariantCulture) <= major ? archive
        : major >= 17 ? "pg17-v1.16-none.dump"
        : "pg15-v1.14-none.dump";
}
