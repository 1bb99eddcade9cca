using System.Diagnostics;
using PgClone.Servers.Local;
using Xunit;

namespace PgClone.Testing;

/// <summary>
/// The S3 server of this test process: Ceph's object gateway, started when a test first asks for it. It stops and removes its files as soon as this
/// process has ended, however it did.
/// </summary>
public sealed class S3Server
{
    /// <summary>Who may use the server.</summary>
    public const string AccessKey = "testaccess";

    /// <summary>Somebody else who has an account there, with the same secret key.</summary>
    public const string OtherAccessKey = "testaccess-other";

    /// <summary>What must appear nowhere.</summary>
    public const string SecretKey = "hidden-secret-word-0123456789";

    private static readonly string[] Programs = ["radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool"];
    private static readonly Lazy<Task<S3Server>> Shared = new(StartAsync);

    private S3Server(Process process, int port) => (Process, Port) = (process, port);

    /// <summary>What ends it by ending its input, held for as long as this process lives.</summary>
    internal Process Process { get; }

    private const int Attempts = 3;

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its address.</summary>
    public string Endpoint => $"http://127.0.0.1:{Port}";

    /// <summary>The server. Skips the test where the programs are not installed; on a build server that fails.</summary>
    public static async Task<S3Server> GetAsync()
    {
        var missing = Programs.FirstOrDefault(program => !IsInstalled(program));
        if (missing is not null && Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux()) Assert.Fail($"{missing} is not installed.");
        Assert.SkipWhen(missing is not null, $"{missing} is not installed (build/install-for-tests.sh).");
        return await Shared.Value;
    }

    /// <summary>The location of a store in a bucket.</summary>
    /// <param name="bucket">The bucket, and a prefix after a slash.</param>
    /// <param name="settings">More settings, as they stand in a location.</param>
    public string LocationOf(string bucket, string settings = "") => $"s3://{bucket}?endpoint={Endpoint}{settings}";

    private static async Task<S3Server> StartAsync()
    {
        // Another program may take a port before the server does.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync();
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                continue;
            }
        }
    }

    private static async Task<S3Server> TryStartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "pgclone-s3-" + Guid.NewGuid().ToString("N")[..12]);
        var (port, monitorPort) = (LocalCluster.FindFreePort(), LocalCluster.FindFreePort());
        var script = Path.Combine(RepositoryPaths.Root, "tests", "PgClone.Testing", "s3-server.sh");
        var process = Process.Start(new ProcessStartInfo("bash", [script, folder, $"{port}", $"{monitorPort}", AccessKey, SecretKey])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync() == "ready") return new S3Server(process, port);

        throw new InvalidOperationException("The S3 server did not start: " + await errors);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
