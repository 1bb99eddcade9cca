using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.Testcontainers;

/// <summary>This test program, started once more to be another process that has its databases in a container.</summary>
public sealed class ContainerProcess
{
    private const string Variable = "PGCLONE_TEST_CONTAINER_";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="store">Has the dump.</param>
    /// <param name="image">The container's image.</param>
    /// <param name="reuse">Whether the container is reused.</param>
    /// <param name="report">The file that it writes what it has to, once it has a database.</param>
    /// <param name="stays">Whether it stays until it is killed, with its database in use.</param>
    /// <param name="engine">Where the engine answers; null: as for this process.</param>
    internal static Process Start(ShopStore store, string image, bool reuse, string report, bool stays = false, string? engine = null)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-explicit", "only", "-method", $"{typeof(ContainerProcess).FullName}.{nameof(Has_a_database_in_a_container)}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        if (engine is not null) start.Environment["DOCKER_HOST"] = engine;
        start.Environment[Variable + "STORE"] = store.Folder;
        start.Environment[Variable + "KEY"] = store.Key;
        start.Environment[Variable + "IMAGE"] = image;
        start.Environment[Variable + "REUSE"] = $"{reuse}";
        start.Environment[Variable + "REPORT"] = report;
        start.Environment[Variable + "STAYS"] = $"{stays}";
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public async Task Has_a_database_in_a_container()
    {
        Assert.SkipUnless(Read("STORE") is not null, "It is for other tests to start.");
        var options = new PgCloneDatabaseOptions { SettingsDirectory = Read("STORE")!, Storage = Read("STORE"), Source = Read("KEY") };
        options.UseContainer(Read("IMAGE")!, bool.Parse(Read("REUSE")!));
        await using var shop = await PgCloneDatabase.CreateAsync(options, Token);

        Assert.Equal((long)ShopStore.Rows, await shop.ScalarAsync("SELECT count(*) FROM orders"));
        var server = await shop.ScalarAsync("SELECT pg_postmaster_start_time()::text");
        var unfinished = Read("REPORT")! + ".partial";
        await File.WriteAllTextAsync(unfinished, $"{server}\n{shop.DatabaseName}\n{shop.Restore.IsCopy}", Token);
        File.Move(unfinished, Read("REPORT")!);
        if (bool.Parse(Read("STAYS")!)) await Task.Delay(Timeout.Infinite, Token);
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(Variable + name);
}
