using System.Diagnostics;
using System.Globalization;
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
    private readonly string _folder;
    private Process? _gateway;

    private S3ServerProcess(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

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

    /// <summary>Kills the gateway as SIGKILL does. What was stored is still there when another one is started.</summary>
    public async Task KillGatewayAsync()
    {
        using var gateway = _gateway ?? Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "gateway.pid")), CultureInfo.InvariantCulture));
        gateway.Kill();
        await gateway.WaitForExitAsync();
        _gateway = null;
    }

    /// <summary>Starts a gateway in place of the one that was killed.</summary>
    public async Task StartGatewayAsync()
    {
        var start = new ProcessStartInfo("radosgw", ["-f", "-n", "client.rgw"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CEPH_CONF"] = Path.Combine(_folder, "ceph.conf");
        _gateway = Process.Start(start)!;
        _gateway.BeginOutputReadLine();
        _gateway.BeginErrorReadLine();
        while (!await AnswersAsync()) await Task.Delay(250);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await KillGatewayAsync();
        // It ends with its input.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        if (_gateway!.HasExited) throw new InvalidOperationException("The S3 server did not start again.");

        using var http = new HttpClient();
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/"));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
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
        if (await process.StandardOutput.ReadLineAsync() == "ready") return new S3ServerProcess(process, folder, port);

        throw new InvalidOperationException("The S3 server did not start: " + await errors);
    }
}
