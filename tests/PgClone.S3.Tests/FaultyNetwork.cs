using System.Net.Sockets;
using System.Text;
using PgClone.Testing;

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
internal sealed class FaultyNetwork : TcpRelay
{
    private static readonly byte[] Busy = Encoding.ASCII.GetBytes(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/xml\r\nContent-Length: 36\r\nConnection: close\r\n\r\n<Error><Code>SlowDown</Code></Error>");

    private readonly Fault _fault;
    private readonly int _after;
    private int _faults;

    /// <param name="port">Where the server listens.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="after">After how many bytes that a connection gives.</param>
    /// <param name="faults">How often.</param>
    public FaultyNetwork(int port, Fault fault, int after, int faults) : base(port) => (_fault, _after, _faults) = (fault, after, faults);

    /// <summary>How many faults there were.</summary>
    public int Happened { get; private set; }

    protected override async Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var passed = 0L; await server.ReadAsync(buffer, cancellationToken) is var count and > 0; passed += count)
        {
            if (passed + count >= _after && Interlocked.Decrement(ref _faults) >= 0)
            {
                Happened++;
                await FailAsync(client, buffer.AsMemory(0, count), cancellationToken);
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task FailAsync(NetworkStream client, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        if (_fault == Fault.Stall) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (_fault == Fault.Drop) await client.WriteAsync(answer[..(answer.Length / 2)], cancellationToken);
        if (_fault == Fault.Busy) await client.WriteAsync(Busy, cancellationToken);
        client.Socket.Close(timeout: _fault == Fault.Drop ? 0 : 1);
    }
}
