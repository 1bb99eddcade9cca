using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>The measure of all: a database restored by PgClone and one restored by stock pg_restore are dumped alike.</summary>
public sealed class StockComparisonTests
{
    private const string Reference = "pg15-v1.14-none.dump";

    /// <summary>Each archive with the one that stock pg_restore of PostgreSQL 15 can read and that holds the same.</summary>
    public static TheoryData<string, string> Archives => new()
    {
        { "pg15-v1.14-gzip-piped.dump", "pg15-v1.14-gzip-piped.dump" },
        { "pg15-v1.14-gzip-sjis.dump", "pg15-v1.14-gzip-sjis.dump" },
        { "pg15-v1.14-gzip.dump", "pg15-v1.14-gzip.dump" },
        { "pg15-v1.14-none-inserts.dump", "pg15-v1.14-none-inserts.dump" },
        { "pg15-v1.14-none.dump", Reference },
        { "pg16-v1.15-gzip.dump", Reference },
        { "pg16-v1.15-lz4.dump", Reference },
        { "pg16-v1.15-none.dump", Reference },
        { "pg16-v1.15-zstd.dump", Reference },
        { "pg17-v1.16-gzip-redirected-trailing-toc.dump", Reference },
        { "pg17-v1.16-gzip.dump", Reference },
        { "pg17-v1.16-lz4.dump", Reference },
        { "pg17-v1.16-none.dump", Reference },
        { "pg17-v1.16-zstd-piped.dump", Reference },
        { "pg17-v1.16-zstd.dump", Reference },
        { "pg18b1-v1.16-zstd-stats.dump", Reference },
        { "pg20dev-v1.16-none.dump", Reference },
        { "pg20dev-v1.16-lz4-stats.dump", Reference },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public Task Restores_the_same_as_stock_pg_restore(string archive, string reference) =>
        CompareAsync(archive, reference, new RestorePlanOptions { NoOwner = false, NoAcl = false }, "--no-subscriptions");

    [Theory]
    [InlineData("pg15-v1.14-gzip.dump")]
    [InlineData("pg17-v1.16-zstd-piped.dump")]
    public Task Restores_the_same_without_owners_and_privileges(string archive) =>
        CompareAsync(archive, Reference, new RestorePlanOptions(), "--no-subscriptions", "--no-owner", "--no-privileges");

    [Fact]
    public Task Restores_the_same_without_remarks_and_publications() =>
        CompareAsync(
            "pg16-v1.15-zstd.dump",
            Reference,
            new RestorePlanOptions { NoOwner = false, NoAcl = false, NoComments = true, NoPublications = true, NoSecurityLabels = true, Jobs = 4 },
            "--no-subscriptions", "--no-comments", "--no-publications", "--no-security-labels");

    private static async Task CompareAsync(string archive, string reference, RestorePlanOptions options, params string[] stockOptions)
    {
        await RichCluster.PrepareAsync();
        await using var ours = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        foreach (var database in new[] { ours, stock })
        {
            // This one was dumped table by table.
            if (archive == "pg15-v1.14-none-inserts.dump") await database.ExecuteAsync("CREATE SCHEMA app");
        }

        await PlainRestore.IntoAsync(ours, Path.Combine(RepositoryPaths.Archives, archive), options);
        var restore = await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, [.. stockOptions, Path.Combine(RepositoryPaths.Archives, reference)]);
        restore.EnsureSuccess();

        var expected = await PlainDump.LinesOfAsync(stock);
        var actual = await PlainDump.LinesOfAsync(ours);
        Assert.Equal([], expected.Except(actual));
        Assert.Equal([], actual.Except(expected));
        Assert.Equal(expected, actual);
    }
}
