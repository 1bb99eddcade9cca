using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Stands before the S3 server, notes what is asked of it, and answers in its place where it is told to.</summary>
/// <param name="port">Where the server listens.</param>
/// <param name="answer">The answer to a request's head (its first line and headers); null: the server's own; empty: none ever.</param>
internal sealed class WatchedNetwork(int port, Func<string, string?>? answer = null) : TcpRelay(port)
{
    private static readonly string[] Methods = ["GET ", "HEAD ", "PUT ", "POST ", "DELETE "];

    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>The heads of all requests: the first line, and the headers' lines.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>An answer that is an error in S3's form.</summary>
    public static string Error(string status, string code) => Answer(status, $"<Error><Code>{code}</Code><Message>It is refused.</Message></Error>");

    /// <summary>An answer with what was asked for.</summary>
    public static string Ok(string xml) => Answer("200 OK", xml);

    protected override async Task SendAsync(NetworkStream client, NetworkStream server, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (HeadOf(buffer.AsSpan(0, count)) is { } head)
            {
                _requests.Enqueue(head);
                if (answer?.Invoke(head) is { } own)
                {
                    await client.WriteAsync(Encoding.UTF8.GetBytes(own), cancellationToken);
                    // What is not read would reset the connection before the answer is.
                    await client.CopyToAsync(Stream.Null, cancellationToken);
                    return;
                }
            }

            await server.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    protected override Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken) => server.CopyToAsync(client, cancellationToken);

    private static string Answer(string status, string xml) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nETag: \"1\"\r\nContent-Length: {xml.Length}\r\nConnection: close\r\n\r\n{xml}";

    /// <summary>Heads come in a packet of their own, or begin one.</summary>
    private static string? HeadOf(ReadOnlySpan<byte> sent)
    {
        var text = Encoding.UTF8.GetString(sent);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end > 0 && Methods.Any(method => text.StartsWith(method, StringComparison.Ordinal)) ? text[..end] : null;
    }
}
