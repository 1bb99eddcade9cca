using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PgClone.Benchmarks.Storage;

public sealed class SlowNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_arrive_whole_and_no_sooner_than_the_network_lets_them()
    {
        var sent = new byte[4_000_000];
        new Random(1).NextBytes(sent);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var echo = EchoAsync(server, sent.Length);
        await using var network = new SlowNetwork(
            ((IPEndPoint)server.LocalEndpoint).Port, new NetworkKind("slow", TimeSpan.FromMilliseconds(200), BytesPerSecond: 20e6));
        using var client = new TcpClient();
        var clock = Stopwatch.StartNew();

        await client.ConnectAsync(IPAddress.Loopback, new Uri(network.Endpoint).Port, Token);
        await client.GetStream().WriteAsync(sent, Token);
        var received = new byte[sent.Length];
        await client.GetStream().ReadExactlyAsync(received, Token);

        Assert.Equal(sent, received);
        // 400 ms to connect, to ask and to answer, and 200 ms for 4 MB at 20 MB/s.
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(600), $"It took {clock.Elapsed}.");
        await echo;
    }

    private static async Task EchoAsync(TcpListener server, int length)
    {
        using var client = await server.AcceptTcpClientAsync(Token);
        var bytes = new byte[length];
        await client.GetStream().ReadExactlyAsync(bytes, Token);
        await client.GetStream().WriteAsync(bytes, Token);
    }
}
