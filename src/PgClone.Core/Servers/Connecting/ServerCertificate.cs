using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Servers.Connecting;

/// <summary>Explains why a server's certificate is not trusted, for which it is looked at once more: the driver's exception does not hold it.</summary>
internal static class ServerCertificate
{
    // SSLRequest of PostgreSQL's protocol: its length, and a number that no version has.
    private static readonly byte[] SslRequest = [0, 0, 0, 8, 4, 210, 22, 47];

    public static bool IsRefused(Exception exception) => exception is NpgsqlException { InnerException: AuthenticationException };

    public static async Task<PgCloneException> ExplainAsync(Exception exception, NpgsqlConnectionStringBuilder builder, CancellationToken cancellationToken)
    {
        var isOtherName = false;
        string? names = null, issuer = null;
        try
        {
            await LookAsync(builder.Host!, builder.Port, (certificate, errors) =>
            {
                (names, issuer) = (NamesOf(certificate), certificate?.Issuer);
                isOtherName = builder.SslMode == SslMode.VerifyFull && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            // Then the message does without the names.
        }

        var why = names is null ? exception.InnerException!.Message : $"It is for {names}{(isOtherName ? $", not for {builder.Host}" : "")}; it was issued by {issuer}.";
        var byName = isOtherName ? "Connect by a name that the certificate is for, or set SSL Mode=VerifyCA, which does not compare names. " : "";
        return new PgCloneException(
            ErrorCode.CertificateNotTrusted, "The server's certificate is not trusted.", DedicatedConnection.Display(builder), why,
            byName + "If its issuer is not known here, set Root Certificate to a file with the issuer's certificate; SSL Mode=Require encrypts without asking who answers.",
            exception);
    }

    private static async Task LookAsync(string host, int port, Action<X509Certificate?, SslPolicyErrors> look, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        await stream.WriteAsync(SslRequest, cancellationToken).ConfigureAwait(false);
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);

        var encrypted = new SslStream(stream, leaveInnerStreamOpen: true);
        await using var _ = encrypted.ConfigureAwait(false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            // Nothing is sent over this connection: it ends here, whatever the certificate is.
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                look(certificate, errors);
                return false;
            },
        };
        await encrypted.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
    }

    private static string? NamesOf(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 full) return certificate?.Subject;

        var names = full.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())));
        return string.Join(", ", names.Prepend(full.Subject));
    }
}
