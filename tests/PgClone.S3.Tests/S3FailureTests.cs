using Amazon.Runtime;
using Amazon.S3.Model;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

public sealed class S3FailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_named()
    {
        using var bucket = await TestBucket.CreateAsync();

        var e = await FailAsync(bucket.Server.LocationOf("nobody-has-this/dumps"));

        Assert.Equal((ErrorCode.BucketNotFound, "There is no bucket 'nobody-has-this'."), (e.Code, e.What));
    }

    [Fact]
    public async Task Nobody_listening_is_a_store_that_can_not_be_reached()
    {
        using var bucket = await TestBucket.CreateAsync();

        var e = await FailAsync($"s3://{bucket.Name}?endpoint=http://127.0.0.1:1");

        Assert.Equal((ErrorCode.StoreUnreachable, "s3://" + bucket.Name), (e.Code, e.Where));
    }

    [Theory]
    [InlineData("wrong-secret", ErrorCode.StoreCredentialsRefused, "The store refuses the credentials.")]
    [InlineData("nobody", ErrorCode.StoreCredentialsRefused, "The store refuses the credentials.")]
    [InlineData("other", ErrorCode.StoreAccessDenied, "The store does not allow it.")]
    [InlineData("unknown", ErrorCode.StoreCredentialsRefused, "There are no credentials for the store.")]
    public async Task Credentials_that_are_wrong_or_may_not_have_codes_of_their_own(string profile, ErrorCode code, string what)
    {
        using var bucket = await TestBucket.CreateAsync();

        var e = await FailAsync(bucket.Location + "&profile=" + profile);

        Assert.Equal((code, what, $"s3://{bucket.Name}/dumps"), (e.Code, e.What, e.Where));
        Assert.DoesNotContain("hidden", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Failed to resolve AWS credentials. The credential providers used to search for credentials returned the following errors:\n\nException 1 of 2: No profile.\nException 2 of 2: No role.",
        "Failed to resolve AWS credentials.")]
    [InlineData("There is no session.\r\nLog in.", "There is no session.")]
    [InlineData("Errors:\nNo profile.", "Errors:")]
    [InlineData("The session has expired.", "The session has expired.")]
    public void Why_there_are_no_credentials_is_said_on_one_line(string message, string why)
    {
        var e = new S3Failure(S3Location.Parse("s3://backups/dumps")).Explain(new AmazonClientException(message));

        Assert.Equal((ErrorCode.StoreCredentialsRefused, why), (e.Code, e.Why));
    }

    [Fact]
    public async Task Every_page_of_a_long_list_is_read()
    {
        using var bucket = await TestBucket.CreateAsync();
        var names = Enumerable.Range(0, 1100).Select(i => $"dumps/shop/2026_11_22_09_{i / 60:00}_{i % 60:00}_000000.default.dump").ToList();
        await Parallel.ForEachAsync(names, Token, async (name, _) => await bucket.PutAsync(name, [1]));
        await bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "dumpsters/no.dump", ContentBody = "x", UseChunkEncoding = false }, Token);

        var listed = await bucket.Open().ListAsync(Token).ToListAsync(Token);

        Assert.Equal(names, listed.Select(dump => "dumps/" + dump.Key).Order(StringComparer.Ordinal));
    }

    private static async Task<PgCloneException> FailAsync(string location) =>
        await Assert.ThrowsAsync<PgCloneException>(async () => await DumpStores.Open(location, "/").ListAsync(Token).ToListAsync(Token));
}
