using System.Net;
using System.Net.Sockets;

namespace PgClone.Testing;

/// <summary>
/// Stands before a server on this machine. What passes is up to <see cref="SendAsync"/> and <see cref="AnswerAsync"/>. The benchmark is built with it, too.
/// </summary>
public abstract class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly Task _accepting;

    /// <param name="port">Where the server listens.</param>
    protected TcpRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, as an address.</summary>
    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Passes on what a client says until it has said all.</summary>
    protected virtual Task SendAsync(NetworkStream client, NetworkStream server, CancellationToken cancellationToken) => client.CopyToAsync(server, cancellationToken);

    /// <summary>Passes on what the server says until it has said all.</summary>
    protected abstract Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken);

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
            var sending = SendAsync(near, far, _end.Token);
            await AnswerAsync(far, near, _end.Token);
            near.Socket.Shutdown(SocketShutdown.Send);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both has gone.
        }
    }
}
