using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Servers.Local;

public sealed class ServerIdentityTests : LocalServerTestCase
{
    private LocalCluster Cluster => new(ClusterDirectory, Options, NullLogger.Instance);

    [Fact]
    public async Task A_port_answers_for_its_data_directory_however_it_is_spelt()
    {
        var server = await Server.EnsureStartedAsync(Token);
        var link = Options.DataRoot + "-link";
        Directory.CreateSymbolicLink(link, Options.DataRoot);
        try
        {
            Assert.True(await AnswersAsync(DataDirectory, server.Port));
            Assert.True(await AnswersAsync(DataDirectory.Replace(Options.DataRoot, link, StringComparison.Ordinal), server.Port));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task A_server_of_the_same_template_does_not_answer_for_another_data_directory()
    {
        var server = await Server.EnsureStartedAsync(Token);
        var (dataDirectory, cluster) = (DataDirectory, Cluster);
        var other = new LocalServer(Options with { Name = "other" });
        await other.EnsureStartedAsync(Token);
        try
        {
            Assert.False(await ServerIdentity.AnswersAsync((await other.StatusAsync(Token)).DataDirectory!, cluster.ConnectionTo(server.Port), NullLogger.Instance, Token));
            Assert.True(await ServerIdentity.AnswersAsync(dataDirectory, cluster.ConnectionTo(server.Port), NullLogger.Instance, Token));
        }
        finally
        {
            await other.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_server_of_another_system_identifier_does_not_answer()
    {
        var server = await Server.EnsureStartedAsync(Token);
        var control = Path.Combine(DataDirectory, "global", "pg_control");
        var bytes = await File.ReadAllBytesAsync(control, Token);
        try
        {
            await File.WriteAllBytesAsync(control, [(byte)(bytes[0] ^ 1), .. bytes[1..]], Token);

            Assert.False(await AnswersAsync(DataDirectory, server.Port));
        }
        finally
        {
            await File.WriteAllBytesAsync(control, bytes, Token);
        }
    }

    [Fact]
    public async Task A_port_where_another_server_listens_or_none_does_not_answer()
    {
        await Server.EnsureStartedAsync(Token);

        Assert.False(await AnswersAsync(DataDirectory, (await TestServer.GetAsync()).Port));
        Assert.False(await AnswersAsync(DataDirectory, 1));
    }

    [Fact]
    public async Task A_server_that_answers_runs_though_its_process_is_not_seen_here_and_no_other_process_is_stopped_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        var server = await Server.EnsureStartedAsync(Token);
        var file = PostmasterFile.PathIn(DataDirectory);
        var lines = await File.ReadAllLinesAsync(file, Token);
        using var sleeping = StartSleeping();
        try
        {
            await File.WriteAllLinesAsync(file, [sleeping.Id.ToString(), .. lines[1..]], Token);

            var again = await Server.EnsureStartedAsync(Token);
            var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.StopAsync(Token));

            Assert.Equal(server.Port, again.Port);
            Assert.Contains($"not as process {sleeping.Id}", e.Message, StringComparison.Ordinal);
            Assert.False(sleeping.HasExited);
        }
        finally
        {
            sleeping.Kill();
            await File.WriteAllLinesAsync(file, lines, CancellationToken.None);
        }
    }

    private Task<bool> AnswersAsync(string dataDirectory, int port) => ServerIdentity.AnswersAsync(dataDirectory, Cluster.ConnectionTo(port), NullLogger.Instance, Token);
}
