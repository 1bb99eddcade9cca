using System.Net.Sockets;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Stands before the S3 server and lets so many bytes through in a second, on each connection.</summary>
internal sealed class SlowLine(int port, int rate) : TcpRelay(port)
{
    private const int PiecesInASecond = 20;

    protected override async Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[rate / PiecesInASecond];
        while (await server.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (count == buffer.Length) await Task.Delay(1000 / PiecesInASecond, cancellationToken);
        }
    }
}
