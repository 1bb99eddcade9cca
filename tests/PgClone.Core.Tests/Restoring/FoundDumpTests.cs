using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Restoring;

public sealed class FoundDumpTests : IDisposable
{
    private const string Key = "shop/2026_11_22_09_30_05_000120.default.dump";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_directory_format_dump_under_a_key_is_called_that()
    {
        Directory.CreateDirectory(_folder[Key]);
        await File.WriteAllTextAsync(Path.Combine(_folder[Key], "toc.dat"), "PGDMP", TestContext.Current.CancellationToken);

        var failure = await FindAsync();

        Assert.Equal(ErrorCode.NotAnArchive, failure.Code);
        Assert.Contains("directory-format", failure.What, StringComparison.Ordinal);
        Assert.Contains("pg_restore", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_other_folder_under_a_key_is_called_a_folder()
    {
        Directory.CreateDirectory(_folder[Key]);

        Assert.Contains("folder", (await FindAsync()).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_nothing_under_it_is_not_found() => Assert.Equal(ErrorCode.DumpNotFound, (await FindAsync()).Code);

    private Task<PgCloneException> FindAsync() =>
        Assert.ThrowsAsync<PgCloneException>(() => FoundDump.FindAsync(new DirectoryStore(_folder.Path), Key, config: null, TestContext.Current.CancellationToken));
}
