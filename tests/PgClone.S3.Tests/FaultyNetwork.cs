using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PgClone.S3;

/// <summary>What goes wrong with an answer of the store.</summary>
public enum Fault
{
    /// <summary>The connection is lost in the middle of it.</summary>
    Drop,

    /// <summary>No byte comes any more.</summary>
    Stall,

    /// <summary>The store says that it is too busy.</summary>
    Busy,
}

/// <summary>Stands before the S3 server and lets a number of connections fail, each after some bytes of the answers. Others pass.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private static readonly byte[] Busy = Encoding.ASCII.GetBytes(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/xml\r\nContent-Length: 36\r\nConnection: close\r\n\r\n<Error><Code>SlowDown</Code></Error>");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Fault _fault;
    private readonly int _port;
    private readonly int _after;
    private readonly Task _accepting;
    private int _faults;

    /// <param name="port">Where the server listens.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="after">After how many bytes that a connection gives.</param>
    /// <param name="faults">How often.</param>
    public FaultyNetwork(int port, Fault fault, int after, int faults)
    {
        (_port, _fault, _after, _faults) = (port, fault, after, faults);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many faults there were.</summary>
    public int Happened { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            var (near, far) = (client.GetStream(), server.GetStream());
            var up = near.CopyToAsync(far, _end.Token);
            await AnswerAsync(far, near);
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both has gone.
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        for (var passed = 0L; await from.ReadAsync(buffer, _end.Token) is var count and > 0; passed += count)
        {
            if (passed + count >= _after && Interlocked.Decrement(ref _faults) >= 0)
            {
                Happened++;
                await FailAsync(to, buffer.AsMemory(0, count));
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }

        to.Socket.Shutdown(SocketShutdown.Send);
    }

    private async Task FailAsync(NetworkStream to, ReadOnlyMemory<byte> answer)
    {
        if (_fault == Fault.Stall) await Task.Delay(Timeout.Infinite, _end.Token);
        if (_fault == Fault.Drop) await to.WriteAsync(answer[..(answer.Length / 2)], _end.Token);
        if (_fault == Fault.Busy) await to.WriteAsync(Busy, _end.Token);
        to.Socket.Close(timeout: _fault == Fault.Drop ? 0 : 1);
    }
}
