using System.Diagnostics;
using PgClone.Configuration;
using PgClone.Testing;

namespace PgClone;

/// <summary>What a test process leaves behind that is killed with a database, a clone and a snapshot. It is this test program, started once more.</summary>
public sealed class KilledDatabaseTests(CloneStore store) : IClassFixture<CloneStore>
{
    private const string Variable = "PGCLONE_TEST_KILLED_";
    private const int Databases = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_use_drops_what_a_killed_process_has_left_and_keeps_what_it_was_to_keep()
    {
        var target = TestServer.UniqueName();
        var kept = Path.GetTempFileName();
        using var process = Start(target, kept);
        while ((await File.ReadAllTextAsync(kept, Token)).Length == 0)
        {
            Assert.False(process.HasExited, "The process ended by itself.");
            await Task.Delay(50, Token);
        }

        var before = await CloneStore.ListAsync(target);
        process.Kill();
        await process.WaitForExitAsync(Token);
        // The server ends a session some moments after its client has gone.
        for (var look = 0; look < 100 && (await CloneStore.ListAsync(target)).Count > 1; look++)
        {
            await (await store.MakeAsync(TemplateUse.Off)).DisposeAsync();
            await Task.Delay(50, Token);
        }

        Assert.Equal(Databases + 1, before.Count);
        var left = Assert.Single(await CloneStore.ListAsync(target));
        Assert.Equal(await File.ReadAllTextAsync(kept, Token), left);
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE \"{left}\" WITH (FORCE)");
        File.Delete(kept);
    }

    [Fact(Explicit = true)]
    public async Task Is_killed()
    {
        Assert.SkipUnless(Read("TARGET") is not null, "It is for the other test to start.");
        await using var shop = await PgCloneDatabase.CreateAsync(
            new() { SettingsDirectory = Read("FOLDER")!, Storage = Read("FOLDER"), Source = Read("KEY"), Connection = Read("SERVER"), Database = Read("TARGET"), Templates = TemplateUse.Off }, Token);
        await shop.SnapshotAsync(Token);
        await using var clone = await shop.CloneAsync(Token);
        await using var kept = await shop.CloneAsync(Token);
        await kept.KeepAsync(cancellationToken: Token);
        await using var open = await clone.DataSource.OpenConnectionAsync(Token);

        await File.WriteAllTextAsync(Read("KEPT")!, kept.DatabaseName, Token);
        await Task.Delay(Timeout.Infinite, Token);
    }

    private Process Start(string target, string kept)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"{typeof(KilledDatabaseTests).FullName}.{nameof(Is_killed)}"]);
        start.Environment[Variable + "FOLDER"] = store.Folder;
        start.Environment[Variable + "SERVER"] = store.Server.GetConnectionString("postgres");
        start.Environment[Variable + "KEY"] = store.Key;
        start.Environment[Variable + "TARGET"] = target;
        start.Environment[Variable + "KEPT"] = kept;
        return Process.Start(start)!;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(Variable + name);
}
