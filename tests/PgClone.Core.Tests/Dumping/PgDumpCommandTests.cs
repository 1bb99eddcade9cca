using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Dumping;

/// <summary>Dumps by a command that runs pg_dump somewhere, as through Docker or ssh.</summary>
public sealed class PgDumpCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dumps_by_a_command_that_hands_the_connection_on()
    {
        await using var run = await DumpRun.StartAsync();

        await DumpAsync(run, "env", await PgDumpAsync(run));

        await using var restored = await run.RestoreAsync();
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Dumps_by_a_command_with_a_connection_of_its_own()
    {
        await using var run = await DumpRun.StartAsync();
        var script = await WithoutEnvironmentAsync(run, run.Database.Server.GetEnvironment(run.Database.Name));

        // Relative to the folder of the settings.
        await DumpAsync(run, "./elsewhere");

        await using var restored = await run.RestoreAsync();
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM t"));
        Assert.True(File.Exists(script));
    }

    [Fact]
    public async Task A_command_that_comes_to_another_server_dumps_nothing()
    {
        await using var run = await DumpRun.StartAsync();
        await using var other = new PgDumpServer();
        await other.InitializeAsync();
        await other.ExecuteAsync("postgres", $"CREATE DATABASE \"{run.Database.Name}\"");
        await WithoutEnvironmentAsync(run, other.Server.GetEnvironment(run.Database.Name));

        var e = await Assert.ThrowsAsync<PgCloneException>(() => DumpAsync(run, "./elsewhere"));

        Assert.Equal(ErrorCode.PgDumpFailed, e.Code);
        Assert.Contains("snapshot", e.Why, StringComparison.Ordinal);
        Assert.Contains("pgDump", e.Advice, StringComparison.Ordinal);
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Hands_over_no_password_on_the_command_line()
    {
        await using var run = await DumpRun.StartAsync();
        await using var role = await TestRole.CreateAsync("hidden-word", "SUPERUSER");
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
        var script = await WriteAsync(run, "note", $"""printf '%s\n' "$@" >> arguments; exec '{await PgDumpAsync(run)}' "$@" """);

        await DumpAsync(run, server, script);

        var arguments = await File.ReadAllTextAsync(run.Folder["arguments"], Token);
        Assert.Contains("--format=custom", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", arguments, StringComparison.Ordinal);
    }

    /// <summary>ssh joins its arguments with spaces, for a shell on the other machine.</summary>
    [Fact]
    public async Task Quotes_what_ssh_hands_to_a_shell()
    {
        await using var run = await DumpRun.StartAsync("""CREATE SCHEMA "it's $(touch here)"; CREATE TABLE "it's $(touch here)"."a b" AS SELECT 1 AS x; CREATE TABLE t AS SELECT 2 AS x""");
        var ssh = await WriteAsync(run, "ssh", "shift; exec sh -c \"$*\"");

        await DumpAsync(run, run.Database.Server, new DumpChoices { Exclude = ["it's $(touch here).a b"] }, ssh, "host", await PgDumpAsync(run));

        await using var restored = await run.RestoreAsync();
        Assert.Equal(0L, await restored.ScalarAsync("""SELECT count(*) FROM "it's $(touch here)"."a b" """));
        Assert.Equal(1L, await restored.ScalarAsync("SELECT count(*) FROM t"));
        Assert.False(File.Exists(run.Folder["here"]));
    }

    [Fact]
    public async Task Says_what_the_command_said_where_it_runs_no_pg_dump()
    {
        await using var run = await DumpRun.StartAsync();
        (string[] Words, string Why)[] commands =
        [
            ([], "empty"),
            (["no-such-program-anywhere"], "No such file"),
            (["sh", "-c", "echo no such container >&2; exit 3"], "exit code 3. no such container"),
            (["echo", "psql (PostgreSQL) 99.0"], "psql"),
            (["sh", "-c", "echo 'pg_dump (PostgreSQL) 9.6.24'"], "9.6"),
        ];
        foreach (var (words, why) in commands)
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => DumpAsync(run, words));

            Assert.Equal(ErrorCode.PgDumpNotFound, e.Code);
            Assert.Contains(why, e.Why, StringComparison.Ordinal);
        }

        run.AssertNothingStored();
    }

    private static async Task<string> PgDumpAsync(DumpRun run) => (await PostgresBinaries.FindPgDumpAsync(run.Database.Server.Version, DumpRun.ToolDirectory, Token)).GetPath("pg_dump");

    /// <summary>What docker exec does: the variables that PgClone sets don't come along.</summary>
    private static async Task<string> WithoutEnvironmentAsync(DumpRun run, IReadOnlyDictionary<string, string> instead)
    {
        var variables = string.Join(' ', instead.Where(variable => variable.Key != "PGDATABASE").Select(variable => $"'{variable.Key}={variable.Value}'"));
        return await WriteAsync(run, "elsewhere", $"""exec env -i {variables} '{await PgDumpAsync(run)}' "$@" """);
    }

    private static async Task<string> WriteAsync(DumpRun run, string name, string script)
    {
        var path = run.Folder[name];
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n", Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static Task DumpAsync(DumpRun run, params string[] command) => DumpAsync(run, run.Database.Server, command);

    private static Task DumpAsync(DumpRun run, PostgresServer server, params string[] command) => DumpAsync(run, server, new DumpChoices(), command);

    private static async Task DumpAsync(DumpRun run, PostgresServer server, DumpChoices choices, params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are those of Unix.");
        var settings = new PgCloneSettings { BaseDirectory = run.Folder.Path, PgDump = command };
        var pgDump = await PgDump.FindAsync(server.Version, settings, Token);
        await ArchiveDumper.DumpAsync(server, run.Database.Name, run.Key, run.Store, DumpContent.From(choices), pgDump, null, Token);
    }

    private sealed class PgDumpServer() : OwnServer(new Dictionary<string, string>());
}
