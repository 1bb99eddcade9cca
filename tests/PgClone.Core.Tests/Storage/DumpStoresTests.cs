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
    [InlineData("ftp://me:hidden-word@host/dumps")]
    [InlineData("~somebody/dumps")]
    [InlineData("file:///var/a#b")]
    [InlineData("file:///var/a?b")]
    public void Refuses_what_is_no_folder(string location)
    {
        var e = Assert.Throws<PgCloneException>(() => DumpStores.Open(location, Base));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_in_S3_names_the_package_that_it_needs()
    {
        var e = Assert.Throws<PgCloneException>(() => DumpStores.Open("s3://bucket/prefix", Base));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.Equal("Add the package PgClone.S3 to the project.", e.Advice);
    }

    [Theory]
    [InlineData(@"C:\dumps")]
    [InlineData("file:///C:/dumps")]
    [InlineData("file://host/dumps")]
    public void Refuses_what_lies_on_another_system_or_machine(string location)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("These are paths of Windows.");

        Assert.Equal(ErrorCode.InvalidOption, Assert.Throws<PgCloneException>(() => DumpStores.Open(DumpStores.Resolve(location, "/work"), Base)).Code);
    }

    [Theory]
    [InlineData("~", "")]
    [InlineData("~/dumps", "dumps")]
    public void Knows_the_users_own_folder_though_no_shell_has_read_it(string location, string below)
    {
        var expected = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), below);

        Assert.Equal(Path.TrimEndingDirectorySeparator(expected), Path.TrimEndingDirectorySeparator(DumpStores.Open(location, Base).Location));
        Assert.Equal(Path.TrimEndingDirectorySeparator(expected), Path.TrimEndingDirectorySeparator(DumpStores.Resolve(location, Base)));
    }

    [Theory]
    [InlineData("dumps", "/work/dumps")]
    [InlineData("../dumps", "/dumps")]
    [InlineData("my:dumps", "/work/my:dumps")]
    [InlineData("/abs", "/abs")]
    [InlineData("s3://bucket/x", "s3://bucket/x")]
    [InlineData("S3:bucket", "S3:bucket")]
    [InlineData("file:///x", "file:///x")]
    [InlineData("", "")]
    public void Makes_a_folder_absolute_and_leaves_an_address_alone(string location, string expected)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The paths are those of other systems.");

        Assert.Equal(expected, DumpStores.Resolve(location, "/work"));
    }
}
