using System.Text;
using PgClone.Configuration;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring;

public sealed class LaterDumpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_how_the_embedded_server_comes_to_be_of_that_version()
    {
        var server = await TestServer.GetAsync();

        var notice = Assert.Single(LaterDump.Notices(new PostgresVersion(97, 1), server));

        Assert.True(server.IsEmbedded);
        Assert.Contains("The dump comes from PostgreSQL 97, and the server is " + server.Version.Major, notice, StringComparison.Ordinal);
        Assert.Contains("`pgclone server install 97`", notice, StringComparison.Ordinal);
        Assert.Contains("server.version (PGCLONE_SERVER_VERSION) to 97", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_nothing_of_the_server_s_own_version_an_earlier_or_an_unknown_one()
    {
        var server = await TestServer.GetAsync();

        Assert.Empty(LaterDump.Notices(server.Version, server));
        Assert.Empty(LaterDump.Notices(new PostgresVersion(9, 6), server));
        Assert.Empty(LaterDump.Notices(null, server));
    }

    [Fact]
    public async Task Is_told_before_the_restore_and_of_it()
    {
        var server = await TestServer.GetAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t (x int)");
        var target = TestServer.UniqueName();
        var cloner = new PgCloner(new PgCloneSettings
        {
            BaseDirectory = _folder.Path, Storage = _folder.Path, Connection = server.GetConnectionString("postgres"), PostgresDirectory = TestServer.BinDirectory,
        });
        var key = (await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token)).Key.Value;
        await MakeLaterAsync(_folder[key], server.Version.Major);
        try
        {
            foreach (var engine in new[] { RestoreEngine.Native, RestoreEngine.PgRestore })
            {
                var options = new RestoreOptions { Source = key, Database = target, Engine = engine };
                var preview = await cloner.PreviewRestoreAsync(options, Token);
                var result = await cloner.RestoreAsync(options, Token);

                Assert.Single(preview.Notices, notice => notice.Contains("restore into a server of PostgreSQL 97 or later", StringComparison.Ordinal));
                Assert.Single(result.Notices, notice => notice.Contains("restore into a server of PostgreSQL 97 or later", StringComparison.Ordinal));
            }
        }
        finally
        {
            await TestServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS \"{target}\" WITH (FORCE)");
        }
    }

    /// <summary>The archive's header has the version of the server as text; a manifest would know that it was another one.</summary>
    private static async Task MakeLaterAsync(string path, int major)
    {
        var archive = await File.ReadAllBytesAsync(path, Token);
        var at = archive.AsSpan(0, 300).IndexOf(Encoding.ASCII.GetBytes($"{major}."));
        Assert.InRange(at, 1, 299);
        "97"u8.CopyTo(archive.AsSpan(at));
        await File.WriteAllBytesAsync(path, archive, Token);
        File.Delete(path + ".json");
    }
}
