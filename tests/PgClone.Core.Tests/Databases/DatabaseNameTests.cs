using PgClone.Diagnostics;

namespace PgClone.Databases;

public sealed class DatabaseNameTests
{
    [Theory]
    [InlineData("app")]
    [InlineData("it's \"quoted\"")]
    [InlineData("äääääääääääääääääääääääääääääää")] // 62 bytes
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk")] // 63 bytes
    public void Takes_names_that_PostgreSQL_can_hold(string name) => DatabaseName.CheckTarget(name);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("postgres")]
    [InlineData("template0")]
    [InlineData("template1")]
    [InlineData("pgclone_app")]
    [InlineData("ääääääääääääääääääääääääääääääää")] // 64 bytes
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl")] // 64 bytes
    public void Refuses_names_that_are_reserved_or_would_be_cut(string name)
    {
        var e = Assert.Throws<PgCloneException>(() => DatabaseName.CheckTarget(name));

        Assert.Equal(ErrorCode.InvalidDatabaseName, e.Code);
    }

    [Fact]
    public void Makes_short_names_that_are_never_the_same()
    {
        var target = new string('x', 63);

        var (first, second) = (DatabaseName.MakeUnique(target), DatabaseName.MakeUnique(target));

        Assert.True(first.Length < 63);
        Assert.NotEqual(first, second);
        Assert.Equal(first[..20], second[..20]);
        Assert.True(DatabaseName.IsOurs(first));
        Assert.False(DatabaseName.IsOurs("pgclone_app"));
    }
}
