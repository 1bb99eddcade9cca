using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Servers.Connecting;

/// <summary>A server with a certificate of its own authority.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "pgclone-ssl-" + Guid.NewGuid().ToString("N")[..8]));
    private LocalServer _local = null!;
    private PostgresServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RootFile => Path.Combine(_folder.FullName, "root.pem");

    public async ValueTask InitializeAsync()
    {
        await TestServer.GetAsync();
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "server.pem"), Path.Combine(_folder.FullName, "server.key"));
        WriteCertificates(certificateFile, keyFile);
        if (ServerAccount.Find() is { } account) await account.TakeAsync([certificateFile, keyFile], Token);
        _local = new LocalServer(new LocalServerOptions
        {
            DataRoot = Path.Combine(_folder.FullName, "server"),
            BinDirectory = TestServer.BinDirectory,
            TemplateRoot = TestServer.TemplateRoot,
            Settings = new Dictionary<string, string> { ["ssl"] = "on", ["ssl_cert_file"] = certificateFile, ["ssl_key_file"] = keyFile },
        });
        _server = await _local.EnsureStartedAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _local.StopAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("localhost", SslMode.VerifyFull)]
    [InlineData("127.0.0.1", SslMode.VerifyCA)]
    [InlineData("127.0.0.1", SslMode.Require)]
    public async Task Connects_where_the_certificate_is_trusted_as_far_as_is_asked(string host, SslMode mode)
    {
        var server = await PostgresServer.ConnectAsync(Connection(host, mode, RootFile), cancellationToken: Token);

        await using var connection = await server.OpenMaintenanceAsync(Token);
        await using var command = new NpgsqlCommand("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", connection);
        Assert.True((bool)(await command.ExecuteScalarAsync(Token))!);
    }

    [Fact]
    public async Task Names_who_issued_a_certificate_that_is_not_trusted()
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(() => PostgresServer.ConnectAsync(Connection("localhost", SslMode.VerifyFull), cancellationToken: Token));

        Assert.Equal(ErrorCode.CertificateNotTrusted, error.Code);
        Assert.Contains("issued by CN=Shop authority", error.Why, StringComparison.Ordinal);
        Assert.Contains("Root Certificate", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_whom_a_certificate_is_for()
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(
            () => PostgresServer.ConnectAsync(Connection("127.0.0.1", SslMode.VerifyFull, RootFile), cancellationToken: Token));

        Assert.Equal(ErrorCode.CertificateNotTrusted, error.Code);
        Assert.Contains("It is for CN=localhost, localhost, not for 127.0.0.1; it was issued by CN=Shop authority.", error.Why, StringComparison.Ordinal);
        Assert.Contains("VerifyCA", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_server_has_no_encryption()
    {
        var plain = new NpgsqlConnectionStringBuilder((await TestServer.GetAsync()).GetConnectionString("postgres")) { SslMode = SslMode.Require };

        var error = await Assert.ThrowsAsync<PgCloneException>(() => PostgresServer.ConnectAsync(plain.ConnectionString, cancellationToken: Token));

        Assert.Equal("The server has no encrypted connections.", error.What);
    }

    private string Connection(string host, SslMode mode, string? root = null) =>
        new NpgsqlConnectionStringBuilder(_server.GetConnectionString("postgres")) { Host = host, SslMode = mode, RootCertificate = root }.ConnectionString;

    private void WriteCertificates(string certificateFile, string keyFile)
    {
        using var rootKey = RSA.Create(2048);
        var rootRequest = new CertificateRequest("CN=Shop authority", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3, 4]);

        File.WriteAllText(RootFile, root.ExportCertificatePem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
