using PgClone.Diagnostics;

namespace PgClone.Storage;

public sealed class DumpStoresTests
{
    private static readonly string Base = Path.GetFullPath("/base");

    [Theory]
    [InlineData(".pgclone", "/base/.pgclone")]
    [InlineData("../dumps/", "/dumps")]
    [InlineData("/var/dumps", "/var/dumps")]
    [InlineData("file:///var/my%20dumps", "/var/my dumps")]
    public void Opens_a_folder(string location, string expected) =>
        Assert.Equal(Path.GetFullPath(expected), DumpStores.Open(location, Base).Location);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("file:")]
    [InlineData("s3://bucket/prefix")]
    [InlineData("ftp://me:hidden-word@host/dumps")]
    public void Refuses_what_is_no_folder(string location)
    {
        var e = Assert.Throws<PgCloneException>(() => DumpStores.Open(location, Base));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }
}
