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

    private S3Server(S3ServerProcess process) => Process = process;

    /// <summary>What ends when this process does.</summary>
    internal S3ServerProcess Process { get; }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => Process.Port;

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

    private static async Task<S3Server> StartAsync() =>
        new(await S3ServerProcess.StartAsync(Path.Combine(RepositoryPaths.Root, "tests", "PgClone.Testing"), AccessKey, SecretKey));

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
