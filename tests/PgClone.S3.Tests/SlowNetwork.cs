using System.Net.Sockets;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Stands before the S3 server and passes its answers on bit by bit.</summary>
internal sealed class SlowNetwork(int port) : TcpRelay(port)
{
    private const int Bit = 4000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[Bit];
        while (await server.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
