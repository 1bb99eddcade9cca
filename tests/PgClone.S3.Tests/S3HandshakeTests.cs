using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>What is not the store, or can't prove that it is.</summary>
public sealed class S3HandshakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told_at_once()
    {
        using var certificate = SelfSigned();
        await using var server = new Listener(async client =>
        {
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Token);
            await secure.ReadExactlyAsync(new byte[1], Token);
        });

        var e = await FailAsync("https", server.Port);

        Assert.Equal((ErrorCode.StoreNotSecure, "No secure connection to the store came about.", 1), (e.Code, e.What, server.Connections));
        Assert.Contains("UntrustedRoot", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_speaks_no_TLS_is_told_at_once()
    {
        await using var server = new Listener(client => SayAsync(client, Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")));

        var e = await FailAsync("https", server.Port);

        Assert.Equal((ErrorCode.StoreNotSecure, "No secure connection to the store came about.", 1), (e.Code, e.What, server.Connections));
    }

    [Fact]
    public async Task A_port_that_hangs_up_in_the_handshake_is_told_at_once()
    {
        await using var server = new Listener(async client => await client.GetStream().ReadExactlyAsync(new byte[100], Token));

        var e = await FailAsync("https", server.Port);

        Assert.Equal((ErrorCode.StoreNotSecure, 1), (e.Code, server.Connections));
    }

    [Fact]
    public async Task A_port_that_wants_TLS_is_told_at_once()
    {
        // An alert of TLS: the first byte was none of a handshake.
        await using var server = new Listener(client => SayAsync(client, [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0A, 0x0D, 0x0A]));

        var e = await FailAsync("http", server.Port);

        Assert.Equal((ErrorCode.StoreUnreachable, "What answers in the store's place does not speak HTTP.", 1), (e.Code, e.What, server.Connections));
    }

    private static async Task<PgCloneException> FailAsync(string scheme, int port)
    {
        // It sets the credentials.
        using var bucket = await TestBucket.CreateAsync();
        return await Assert.ThrowsAsync<PgCloneException>(async () =>
            await DumpStores.Open($"s3://{bucket.Name}?endpoint={scheme}://localhost:{port}", "/").ListAsync(Token).ToListAsync(Token));
    }

    private static async Task SayAsync(TcpClient client, byte[] answer)
    {
        await client.GetStream().ReadExactlyAsync(new byte[100], Token);
        await client.GetStream().WriteAsync(answer, Token);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Listens, and counts who comes.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public Listener(Func<TcpClient, Task> serve)
        {
            _listener.Start();
            _serving = ServeAsync(serve);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync(Func<TcpClient, Task> serve)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(Token);
                Connections++;
                try
                {
                    await serve(client);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // The client has gone.
                }
            }
        }
    }
}
