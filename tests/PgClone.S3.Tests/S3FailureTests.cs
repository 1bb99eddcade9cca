using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using PgClone.Diagnostics;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

public sealed class S3FailureTests
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";
    private const string OtherKey = "shop/2026_11_22_10_30_00_000000.default.dump";

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

    [Fact]
    public async Task Who_can_not_be_connected_to_is_not_asked_again()
    {
        var port = FreePort();
        var attempts = 0;
        using var meter = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.client.request.duration") listener.EnableMeasurementEvents(instrument);
            },
        };
        meter.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Contains(KeyValuePair.Create("server.port", (object?)port))) Interlocked.Increment(ref attempts);
        });
        meter.Start();

        var e = await FailAsync($"s3://backups?endpoint=http://127.0.0.1:{port}");

        Assert.Equal((ErrorCode.StoreUnreachable, 1), (e.Code, attempts));
    }

    [Theory]
    [InlineData("403 Forbidden", "RequestTimeTooSkewed", ErrorCode.ClockSkewed, "This machine's clock differs too much from the store's.")]
    [InlineData("400 Bad Request", "AuthorizationHeaderMalformed", ErrorCode.WrongRegion, "The bucket '{0}' lies in another region.")]
    [InlineData("301 Moved Permanently", "PermanentRedirect", ErrorCode.WrongRegion, "The bucket '{0}' lies in another region.")]
    [InlineData("400 Bad Request", "ExpiredToken", ErrorCode.StoreCredentialsRefused, "The store refuses the credentials.")]
    [InlineData("403 Forbidden", "InvalidAccessKeyId", ErrorCode.StoreCredentialsRefused, "The store refuses the credentials.")]
    [InlineData("403 Forbidden", "AccessDenied", ErrorCode.StoreAccessDenied, "The store does not allow it.")]
    [InlineData("404 Not Found", "NoSuchBucket", ErrorCode.BucketNotFound, "There is no bucket '{0}'.")]
    public async Task What_a_server_refuses_has_a_code_whatever_it_was_asked_for(string status, string refusal, ErrorCode code, string what)
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, new byte[100]);
        var isRefusing = false;
        await using var network = new WatchedNetwork(bucket.Server.Port, _ => Volatile.Read(ref isRefusing) ? WatchedNetwork.Error(status, refusal) : null);
        var store = DumpStores.Open($"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}", "/");
        await using var source = await store.OpenAsync(DumpKey.Parse(Key), Token);
        await using var large = await store.CreateAsync(DumpKey.Parse(OtherKey), 0, Token);
        isRefusing = true;

        var requests = new Dictionary<string, Func<Task>>
        {
            ["dumps"] = async () => await store.ListAsync(Token).ToListAsync(Token),
            ["dumps "] = async () => await store.FindAsync("shop", Token).ToListAsync(Token),
            ["dumps  "] = () => store.CreateAsync(DumpKey.Parse(OtherKey), 0, Token),
            ["dumps/" + Key] = async () => await source.ReadAsync(0, new byte[10], Token),
            ["dumps/" + Key + ".json"] = () => store.ReadManifestAsync(DumpKey.Parse(Key), Token),
            ["dumps/" + Key + ".json "] = () => store.WriteManifestAsync(DumpKey.Parse(Key), new byte[1], Token),
            ["dumps/" + Key + " "] = () => store.DeleteAsync(DumpKey.Parse(Key), Token),
            ["dumps/" + OtherKey] = async () =>
            {
                await large.WriteAsync(new byte[20_000_000], Token);
                await large.CommitAsync(default, Token);
            },
        };
        // Where HEAD finds nothing, its answer can't say whether there is a bucket.
        if (code != ErrorCode.BucketNotFound) requests["dumps/" + Key + "  "] = () => store.OpenAsync(DumpKey.Parse(Key), Token);
        foreach (var (place, request) in requests)
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(request);
            Assert.Equal((code, string.Format(null, what, bucket.Name), $"s3://{bucket.Name}/{place.TrimEnd()}"), (e.Code, e.What, e.Where));
            Assert.DoesNotContain(S3Server.SecretKey, e.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("wrong-secret", ErrorCode.StoreCredentialsRefused)]
    [InlineData("nobody", ErrorCode.StoreCredentialsRefused)]
    [InlineData("other", ErrorCode.StoreAccessDenied)]
    public async Task A_dump_says_before_it_begins_why_the_store_refuses_it(string profile, ErrorCode code)
    {
        using var bucket = await TestBucket.CreateAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => bucket.Open("&profile=" + profile).CreateAsync(DumpKey.Parse(Key), 0, Token));

        Assert.Equal(code, e.Code);
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<PgCloneException> FailAsync(string location) =>
        await Assert.ThrowsAsync<PgCloneException>(async () => await DumpStores.Open(location, "/").ListAsync(Token).ToListAsync(Token));
}
