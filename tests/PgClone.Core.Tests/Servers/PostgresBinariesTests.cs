using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Servers;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pgclone-binaries-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Finds_the_programs_of_a_server()
    {
        var server = await TestServer.GetAsync();

        var binaries = await PostgresBinaries.FindServerAsync(TestServer.BinDirectory, Token);

        Assert.True(binaries.Version >= server.Version);
        Assert.True(binaries.Has("initdb"));
    }

    [Fact]
    public async Task Finds_a_pg_dump_that_the_server_takes()
    {
        var server = await TestServer.GetAsync();

        var binaries = await PostgresBinaries.FindPgDumpAsync(server.Version, TestServer.BinDirectory, Token);

        Assert.True(binaries.Version.Major >= server.Version.Major);
        Assert.True(binaries.Has("pg_dump"));
    }

    [Fact]
    public async Task Says_that_every_pg_dump_is_too_old()
    {
        await TestServer.GetAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => PostgresBinaries.FindPgDumpAsync(new PostgresVersion(99, 0), TestServer.BinDirectory, Token));

        Assert.Equal(ErrorCode.PgDumpNotFound, e.Code);
        Assert.StartsWith("Found: ", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_nowhere_else_than_in_the_folder_that_is_named()
    {
        var server = await Assert.ThrowsAsync<PgCloneException>(() => PostgresBinaries.FindServerAsync(_directory, Token));
        var dump = await Assert.ThrowsAsync<PgCloneException>(() => PostgresBinaries.FindPgDumpAsync(new PostgresVersion(10, 0), _directory, Token));

        Assert.Equal(ErrorCode.BinariesNotFound, server.Code);
        Assert.Equal(ErrorCode.PgDumpNotFound, dump.Code);
        Assert.Equal(_directory, server.Where);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo hello")]
    public async Task Passes_over_programs_that_are_broken(string script)
    {
        if (OperatingSystem.IsWindows()) return;

        WriteProgram("postgres", script);
        WriteProgram("initdb", "");
        WriteProgram("pg_ctl", "");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => PostgresBinaries.FindServerAsync(_directory, Token));

        Assert.Equal(ErrorCode.BinariesNotFound, e.Code);
    }

    [Fact]
    public async Task Reads_the_version_that_the_program_says()
    {
        if (OperatingSystem.IsWindows()) return;

        WriteProgram("pg_dump", "echo 'pg_dump (PostgreSQL) 18beta1'");

        var binaries = await PostgresBinaries.FindPgDumpAsync(new PostgresVersion(17, 5), _directory, Token);

        Assert.Equal(new PostgresVersion(18, 0), binaries.Version);
    }

    private void WriteProgram(string name, string script)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
