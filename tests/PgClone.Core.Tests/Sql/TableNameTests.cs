namespace PgClone.Sql;

public sealed class TableNameTests
{
    [Theory]
    [InlineData("app.log")]
    [InlineData("log")]
    [InlineData("*.log")]
    [InlineData("?pp.l*")]
    [InlineData("l?g")]
    public void Matches(string pattern) => Assert.True(new TableName("app", "log").Matches(pattern));

    [Theory]
    [InlineData("app.LOG")]
    [InlineData("App.log")]
    [InlineData("app")]
    [InlineData("a*")]
    [InlineData("app.lo")]
    [InlineData("app.log?")]
    [InlineData("")]
    public void Does_not_match(string pattern) => Assert.False(new TableName("app", "log").Matches(pattern));
}
