using System.Diagnostics;
using PgClone.Servers.Local;

namespace PgClone.Testing;

/// <summary>
/// Ceph's object gateway as a process of its own. It stops and removes its files when it is disposed, and as soon as this process has ended, however
/// it did. The benchmark is built with it, too.
/// </summary>
internal sealed class S3ServerProcess : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly Process _process;

    private S3ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; }

    /// <param name="scripts">The folder with <c>s3-server.sh</c>.</param>
    /// <param name="accessKey">Who may use it.</param>
    /// <param name="secretKey">That user's secret key.</param>
    public static async Task<S3ServerProcess> StartAsync(string scripts, string accessKey, string secretKey)
    {
        // Another program may take a port before the server does.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync(scripts, accessKey, secretKey);
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                continue;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // It ends with its input.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<S3ServerProcess> TryStartAsync(string scripts, string accessKey, string secretKey)
    {
        var folder = Path.Combine(Path.GetTempPath(), "pgclone-s3-" + Guid.NewGuid().ToString("N")[..12]);
        var (port, monitorPort) = (LocalCluster.FindFreePort(), LocalCluster.FindFreePort());
        var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(scripts, "s3-server.sh"), folder, $"{port}", $"{monitorPort}", accessKey, secretKey])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync() == "ready") return new S3ServerProcess(process, port);

        throw new InvalidOperationException("The S3 server did not start: " + await errors);
    }
}
