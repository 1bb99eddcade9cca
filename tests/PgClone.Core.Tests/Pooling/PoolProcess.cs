using System.Diagnostics;
using PgClone.Configuration;

namespace PgClone.Pooling;

/// <summary>This test program, started once more to be another process that takes clones.</summary>
public sealed class PoolProcess
{
    private const string Variable = "PGCLONE_TEST_POOL_";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="store">Has the dump.</param>
    /// <param name="clones">How many clones it takes, one after the other.</param>
    /// <param name="report">The file that it writes the names of its databases to.</param>
    /// <param name="stays">Whether it stays until it is killed, with its last clone in use.</param>
    internal static Process Start(CloneStore store, int clones, string report, bool stays = false)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-explicit", "only", "-method", $"{typeof(PoolProcess).FullName}.{nameof(Takes_clones)}"]) { RedirectStandardOutput = true };
        start.Environment[Variable + "FOLDER"] = store.Folder;
        start.Environment[Variable + "SERVER"] = store.Server.GetConnectionString("postgres");
        start.Environment[Variable + "KEY"] = store.Key;
        start.Environment[Variable + "CLONES"] = $"{clones}";
        start.Environment[Variable + "REPORT"] = report;
        start.Environment[Variable + "STAYS"] = $"{stays}";
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public async Task Takes_clones()
    {
        Assert.SkipUnless(Read("SERVER") is not null, "It is for other tests to start.");
        await using var shop = await PgCloneDatabase.CreateAsync(
            new PgCloneDatabaseOptions { SettingsDirectory = Read("FOLDER")!, Storage = Read("FOLDER"), Source = Read("KEY"), Connection = Read("SERVER"), Templates = TemplateUse.On, ReadyClones = 3 }, Token);
        await NoteAsync(shop);
        for (var left = int.Parse(Read("CLONES")!); left > 0; left--)
        {
            await using var clone = await shop.CloneAsync(Token);
            Assert.Equal("50 50 100 1 7MB", await clone.ReadStateAsync());
            await clone.ExecuteAsync("DELETE FROM item WHERE id % 2 = 0; SELECT nextval('ticket'); CREATE TABLE other (id int)");
            await NoteAsync(clone);
            if (left == 1 && bool.Parse(Read("STAYS")!)) await Task.Delay(Timeout.Infinite, Token);
        }
    }

    private static Task NoteAsync(PgCloneDatabase database) => File.AppendAllTextAsync(Read("REPORT")!, database.DatabaseName + "\n", Token);

    private static string? Read(string name) => Environment.GetEnvironmentVariable(Variable + name);
}
