using PgClone.Servers;
using PgClone.Servers.Local;

namespace PgClone.Testing;

/// <summary>
/// The folder of one test process's server. A lock file beside it is held open as long as the process lives, so that the next test process
/// recognises, stops and removes what a killed one left behind.
/// </summary>
internal sealed class TestServerFolder
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "pgclone-tests-" + Environment.UserName);

    public static string TemplateRoot { get; } = Path.Combine(Root, "templates");

    private readonly string _directory;
    private readonly FileStream _held;

    private TestServerFolder(string directory, FileStream held)
    {
        _directory = directory;
        _held = held;
    }

    /// <summary>The options of a server in this folder. Its cluster is copied from a template that all test processes share.</summary>
    public LocalServerOptions Options => new()
    {
        DataRoot = _directory,
        Name = "test",
        BinDirectory = TestServer.BinDirectory,
        TemplateRoot = TemplateRoot,
        Settings = new Dictionary<string, string> { ["shared_buffers"] = "64MB", ["maintenance_work_mem"] = "64MB" },
    };

    public static async Task<TestServerFolder> CreateAsync()
    {
        Directory.CreateDirectory(Root);
        foreach (var abandoned in Directory.EnumerateDirectories(Root, "run-*"))
        {
            if (TryHold(abandoned) is { } folder) await folder.RemoveAsync();
        }

        return TryHold(Path.Combine(Root, $"run-{Guid.NewGuid():N}"))!;
    }

    public async Task RemoveAsync()
    {
        await new LocalServer(Options).StopAsync();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
        File.Delete(_held.Name);
        await _held.DisposeAsync();
    }

    private static TestServerFolder? TryHold(string directory) =>
        FileLock.TryAcquire(directory + ".lock") is { } held ? new TestServerFolder(directory, held) : null;
}
