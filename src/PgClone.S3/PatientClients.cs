using System.Net;
using Amazon.Runtime;

namespace PgClone.S3;

/// <summary>The SDK's HTTP clients as it makes them itself, but that a silent store is given up.</summary>
internal sealed class PatientClients(S3Patience patience) : HttpClientFactory
{
    private static readonly TimeSpan OfConnecting = TimeSpan.FromSeconds(10);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = clientConfig.AllowAutoRedirect,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = OfConnecting,
            EnableMultipleHttp2Connections = true,
        };
        if (clientConfig.GetWebProxy() is { } proxy) connections.Proxy = proxy;
        return new HttpClient(new PatientHandler(patience.Silence) { InnerHandler = connections }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Stores of this process share connections.</summary>
    public override string GetConfigUniqueString(IClientConfig clientConfig) => $"{nameof(PatientClients)} {patience}";
}
