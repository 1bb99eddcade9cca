using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PgClone.Servers;

namespace PgClone.Testing;

/// <summary>
/// Stands between a process and the server, reads the statements that pass, and tells of each before the server sees it: so a process can be killed or stopped at every one of them. The statements name the points.
/// </summary>
public sealed class StatementGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _done = new();
    private readonly PostgresServer _server;
    private readonly Func<string, Task> _onStatement;
    private readonly Task _accepting;

    /// <param name="server">The server.</param>
    /// <param name="onStatement">Is told of each statement; it goes on when this has ended.</param>
    public StatementGate(PostgresServer server, Func<string, Task> onStatement)
    {
        (_server, _onStatement) = (server, onStatement);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that takes the place of the server's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _done.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true) passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_done.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _done.Token);
                var answers = server.GetStream().CopyToAsync(client.GetStream(), _done.Token);
                var asking = PassStatementsAsync(client.GetStream(), server.GetStream());
                await Task.WhenAny(answers, asking);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // Either side is gone, and so the other is let go.
            }
        }
    }

    private async Task PassStatementsAsync(NetworkStream client, NetworkStream server)
    {
        var head = new byte[5];
        // The first message has no type; encryption is not asked for.
        await client.ReadExactlyAsync(head.AsMemory(1, 4), _done.Token);
        await PassBodyAsync(client, server, head, 1);
        while (true)
        {
            await client.ReadExactlyAsync(head, _done.Token);
            await PassBodyAsync(client, server, head, 0);
        }
    }

    private async Task PassBodyAsync(NetworkStream client, NetworkStream server, byte[] head, int start)
    {
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await client.ReadExactlyAsync(body, _done.Token);
        if (start == 0 && StatementOf(head[0], body) is { Length: > 0 } statement) await _onStatement(statement);
        await server.WriteAsync(head.AsMemory(start), _done.Token);
        await server.WriteAsync(body, _done.Token);
    }

    private static string? StatementOf(byte type, byte[] body) => (char)type switch
    {
        'Q' => Encoding.UTF8.GetString(body).TrimEnd('\0'),
        'P' => Encoding.UTF8.GetString(body).Split('\0')[1],
        _ => null,
    };
}
