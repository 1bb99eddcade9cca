using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;
using PgClone.Testing;

namespace PgClone.Benchmarks.Storage;

/// <summary>Stands before the S3 server and makes it distant: each byte arrives half a round trip after it was sent, and no faster than the connection carries.</summary>
internal sealed class SlowNetwork(int port, NetworkKind kind) : TcpRelay(port)
{
    private const int PieceSize = 64 * 1024;
    private const int PiecesUnderway = 64;

    protected override async Task SendAsync(NetworkStream client, NetworkStream server, CancellationToken cancellationToken)
    {
        // A connection is made by a round trip, too.
        await Task.Delay(kind.RoundTrip, cancellationToken);
        await PassAsync(client, server, cancellationToken);
    }

    protected override Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken) => PassAsync(server, client, cancellationToken);

    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clock = Stopwatch.StartNew();
        var underway = Channel.CreateBounded<Piece>(PiecesUnderway);
        var arriving = ArriveAsync(underway.Reader, clock, to, stop);
        try
        {
            var free = TimeSpan.Zero;
            while (true)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
                if (await from.ReadAsync(buffer, stop.Token) is not (> 0 and var count)) break;

                var begin = free > clock.Elapsed ? free : clock.Elapsed;
                free = begin + TimeSpan.FromSeconds(count / kind.BytesPerSecond);
                await underway.Writer.WriteAsync(new Piece(buffer, count, free + kind.RoundTrip / 2), stop.Token);
            }
        }
        finally
        {
            underway.Writer.Complete();
        }

        await arriving;
    }

    private static async Task ArriveAsync(ChannelReader<Piece> underway, Stopwatch clock, NetworkStream to, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var piece in underway.ReadAllAsync(stop.Token))
            {
                if (piece.Due - clock.Elapsed is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, stop.Token);
                await to.WriteAsync(piece.Buffer.AsMemory(0, piece.Count), stop.Token);
                ArrayPool<byte>.Shared.Return(piece.Buffer);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody is there any more to hear the rest.
            await stop.CancelAsync();
        }
    }

    private sealed record Piece(byte[] Buffer, int Count, TimeSpan Due);
}
