using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>A function in C whose library the server does not have any more.</summary>
public sealed class MissingLibraryTests : IAsyncLifetime
{
    private readonly string _library = Path.Combine(Path.GetTempPath(), "pgclone_library_" + Guid.NewGuid().ToString("N")[..8]);
    private SmallDump _dump = null!;

    public async ValueTask InitializeAsync()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var shipped = Path.Combine((string)(await database.ScalarAsync("SELECT setting FROM pg_config WHERE name = 'PKGLIBDIR'"))!, "citext.so");
        Assert.SkipUnless(File.Exists(shipped), "The server has no contrib library that could be copied.");
        File.Copy(shipped, _library + ".so");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_library + ".so", (UnixFileMode)0b111_101_101);
        await database.ExecuteAsync($"""
            CREATE FUNCTION same(text, text) RETURNS boolean STRICT IMMUTABLE LANGUAGE c AS '{_library}', 'citext_eq';
            CREATE TABLE t (id int PRIMARY KEY, v text);
            INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 100) i;
            CREATE TABLE u (id int PRIMARY KEY REFERENCES t);
            INSERT INTO u SELECT generate_series(1, 50);
            """);
        _dump = await SmallDump.OfAsync(database);
        File.Delete(_library + ".so");
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_library + ".so");
        if (_dump is not null) await _dump.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Is_one_failed_entry_that_names_the_function_and_the_library(int jobs)
    {
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, _dump.File, new RestorePlanOptions { Jobs = jobs, OnError = ErrorPolicy.Continue });

        var failed = Assert.Single(report.Failures);
        Assert.Contains("same(text, text)", failed.Entry, StringComparison.Ordinal);
        Assert.Contains(_library, failed.Reason, StringComparison.Ordinal);
        Assert.Equal("100 50", await database.ScalarAsync("SELECT (SELECT count(*) FROM t) || ' ' || (SELECT count(*) FROM u)"));
    }

    [Fact]
    public async Task Ends_a_restore_with_what_to_do()
    {
        await using var database = await TestServer.CreateDatabaseAsync();

        var error = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, _dump.File));

        Assert.Equal(ErrorCode.RestoreStatementFailed, error.Code);
        Assert.Contains("same(text, text)", error.Where, StringComparison.Ordinal);
        Assert.Contains(_library, error.Why, StringComparison.Ordinal);
        Assert.Contains("library", error.Advice, StringComparison.Ordinal);
    }
}
