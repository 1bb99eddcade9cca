using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>A bucket of one test, and a client of it that is not PgClone's.</summary>
internal sealed class TestBucket : IDisposable
{
    // As AWS's chain takes them, which looks where its profiles are only once.
    static TestBucket()
    {
        var profiles = Path.Combine(Path.GetTempPath(), "pgclone-s3-tests.profiles");
        File.WriteAllLines(profiles, [
            .. Profile("wrong-secret", S3Server.AccessKey, "another-hidden-word"),
            .. Profile("nobody", "NOBODY", S3Server.SecretKey),
            .. Profile("other", S3Server.OtherAccessKey, S3Server.SecretKey),
        ]);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", profiles);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", S3Server.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", S3Server.SecretKey);
    }

    private TestBucket(S3Server server) => (Server, Client) = (server, new AmazonS3Client(
        new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey),
        new AmazonS3Config { ServiceURL = server.Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1", RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED }));

    public S3Server Server { get; }

    public AmazonS3Client Client { get; }

    public string Name { get; } = "test-" + Guid.NewGuid().ToString("N")[..12];

    public string Location => Server.LocationOf(Name + "/dumps");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestBucket> CreateAsync()
    {
        var bucket = new TestBucket(await S3Server.GetAsync());
        await bucket.Client.PutBucketAsync(bucket.Name, Token);
        return bucket;
    }

    public IDumpStore Open(string settings = "") => DumpStores.Open(Location + settings, "/");

    public async Task PutAsync(string name, byte[] content) => await Client.PutObjectAsync(
        new PutObjectRequest { BucketName = Name, Key = name, InputStream = new MemoryStream(content), UseChunkEncoding = false }, Token);

    public async Task<byte[]> GetAsync(string name)
    {
        using var response = await Client.GetObjectAsync(Name, name, Token);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    public async Task<IReadOnlyList<string>> ListAsync() =>
        [.. ((await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name }, Token)).S3Objects ?? []).Select(item => item.Key)];

    public async Task<IReadOnlyList<MultipartUpload>> ListUploadsAsync() =>
        (await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name }, Token)).MultipartUploads ?? [];

    public void Dispose() => Client.Dispose();

    private static string[] Profile(string name, string accessKey, string secretKey) =>
        [$"[{name}]", $"aws_access_key_id={accessKey}", $"aws_secret_access_key={secretKey}"];
}
