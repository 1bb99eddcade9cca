using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.Servers.Local;

/// <summary>A local server in a folder of the test's own, stopped and removed after it.</summary>
public abstract class LocalServerTestCase : IAsyncLifetime
{
    internal LocalServerOptions Options { get; } = new()
    {
        DataRoot = Path.Combine(Path.GetTempPath(), "pgclone-local-" + Guid.NewGuid().ToString("N")[..8]),
        BinDirectory = TestServer.BinDirectory,
        TemplateRoot = TestServer.TemplateRoot,
        Settings = new Dictionary<string, string> { ["shared_buffers"] = "16MB" },
    };

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected LocalServer Server => new(Options);

    protected string ClusterDirectory => Directory.EnumerateDirectories(Path.Combine(Options.DataRoot, Options.Name)).Single();

    protected string DataDirectory => Path.Combine(ClusterDirectory, "data");

    // Skips where there is no PostgreSQL, and makes the template for all.
    public async ValueTask InitializeAsync() => await TestServer.GetAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Server.StopAsync(CancellationToken.None);
        if (Directory.Exists(Options.DataRoot)) Directory.Delete(Options.DataRoot, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static async Task KillAsync(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    /// <summary>Kills the postmaster and puts another process's number into the file that it leaves behind, as after a reboot.</summary>
    protected async Task CrashAsync(int newNumber)
    {
        var status = await Server.StatusAsync(Token);
        await KillAsync(status.ProcessId!.Value);
        var file = PostmasterFile.PathIn(DataDirectory);
        var lines = await File.ReadAllLinesAsync(file, Token);
        await File.WriteAllLinesAsync(file, [newNumber.ToString(), .. lines[1..]], Token);
    }

    /// <summary>Starts a program that sleeps, under the account that the server runs as.</summary>
    protected static Process StartSleeping()
    {
        var account = ServerAccount.Find();
        return account is null
            ? Process.Start("sleep", ["600"])
            : Process.Start("setpriv", [$"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups", "--", "sleep", "600"]);
    }
}
