using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>A store that takes a connection and then neither gives nor takes a byte.</summary>
public sealed class S3SilenceTests
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";
    private const string NewKey = "shop/2026_11_22_10_30_00_000000.default.dump";

    private static readonly S3Patience Patience = new(8, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(500), Silences: 3);

    private static readonly Dictionary<string, (Func<string, bool> IsSilent, Func<S3Store, Task> Ask)> Requests = new()
    {
        ["a list"] = (head => Is(head, "GET", "list-type=2"), async store => await store.ListAsync(Token).ToListAsync(Token)),
        ["HEAD"] = (head => Is(head, "HEAD"), store => store.OpenAsync(DumpKey.Parse(Key), Token)),
        ["GET"] = (head => Is(head, "GET", ".json"), store => store.ReadManifestAsync(DumpKey.Parse(Key), Token)),
        ["GET of a range"] = (head => Is(head, "GET", "ange: bytes="), ReadAsync),
        ["PUT"] = (head => Is(head, "PUT", ".json"), store => store.WriteManifestAsync(DumpKey.Parse(Key), new byte[10], Token)),
        ["DELETE"] = (head => Is(head, "DELETE", Key), store => store.DeleteAsync(DumpKey.Parse(Key), Token)),
        ["the begin of an upload"] = (head => Is(head, "POST", "?uploads"), WriteAsync),
        ["a part"] = (head => Is(head, "PUT", "partNumber=2"), WriteAsync),
        ["the end of an upload"] = (head => Is(head, "POST", "uploadId="), WriteAsync),
        ["a list of uploads"] = (head => Is(head, "GET", "?uploads"), async store => await store.ListUnfinishedAsync(Token).ToListAsync(Token)),
    };

    public static TheoryData<string> Kinds => [.. Requests.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_silent_store_is_asked_three_times_and_given_up_whatever_it_is_asked_for(string kind)
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, new byte[1000]);
        var (isSilent, ask) = Requests[kind];
        // What else an upload asks for is answered here, as the server may be busy for longer than this waits.
        await using var network = new WatchedNetwork(bucket.Server.Port, head => isSilent(head) ? "" : S3RequestTests.AcceptUpload(head));

        var e = await Assert.ThrowsAsync<PgCloneException>(() => ask(Open(bucket, network)));

        Assert.Equal((ErrorCode.StoreUnreachable, "The store does not answer any more."), (e.Code, e.What));
        Assert.Equal(3, network.Requests.Count(isSilent));
    }

    [Theory]
    [InlineData("a list")]
    [InlineData("GET")]
    [InlineData("GET of a range")]
    public async Task A_store_that_falls_silent_in_the_middle_of_an_answer_is_given_up_too(string kind)
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, new byte[1000]);
        var (isSilent, ask) = Requests[kind];
        // A range that gets on at all is read on from there.
        var (status, body) = kind == "GET of a range" ? ("206 Partial Content", "") : ("200 OK", "<ListBucketResult><Name>");
        var begin = $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nETag: \"d41d8cd98f00b204e9800998ecf8427e\"\r\nContent-Length: 1000\r\n\r\n{body}";
        await using var network = new WatchedNetwork(bucket.Server.Port, head => isSilent(head) ? begin : null);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => ask(Open(bucket, network)));

        Assert.Equal(ErrorCode.StoreUnreachable, e.Code);
        Assert.Equal(3, network.Requests.Count(isSilent));
    }

    [Fact]
    public async Task What_goes_on_slowly_is_not_silent()
    {
        using var bucket = await TestBucket.CreateAsync();
        var content = S3StoreTests.Bytes(100_000, 1);
        await bucket.PutAsync("dumps/" + Key, content);
        await using var network = new SlowNetwork(bucket.Server.Port);
        await using var source = await Open(bucket, network.Endpoint).OpenAsync(DumpKey.Parse(Key), Token);
        var read = new byte[content.Length];

        // Five times as long as a silence may be.
        Assert.Equal(content.Length, await source.ReadAsync(0, read, Token));

        Assert.Equal(content, read);
    }

    private static bool Is(string head, string method, string part = "") => head.StartsWith(method + " ", StringComparison.Ordinal) && head.Contains(part, StringComparison.Ordinal);

    private static S3Store Open(TestBucket bucket, WatchedNetwork network) => Open(bucket, network.Endpoint);

    private static S3Store Open(TestBucket bucket, string endpoint)
    {
        var location = S3Location.Parse($"s3://{bucket.Name}/dumps?endpoint={endpoint}");
        return new S3Store(location, S3Clients.Create(location, Patience), NullLogger.Instance, Patience);
    }

    private static async Task ReadAsync(S3Store store)
    {
        await using var source = await store.OpenAsync(DumpKey.Parse(Key), Token);
        await source.ReadAsync(0, new byte[1000], Token);
    }

    private static async Task WriteAsync(S3Store store)
    {
        await using var writer = await store.CreateAsync(DumpKey.Parse(NewKey), 0, Token);
        await writer.WriteAsync(new byte[20_000_000], Token);
        await writer.CommitAsync(default, Token);
    }
}
