namespace PgClone.Sql;

public sealed class PostgresIdentifierTests
{
    [Theory]
    [InlineData("app", "\"app\"")]
    [InlineData("My App", "\"My App\"")]
    [InlineData("a\"; DROP TABLE x; --", "\"a\"\"; DROP TABLE x; --\"")]
    [InlineData("größe", "\"größe\"")]
    public void Quotes_a_name(string name, string quoted) => Assert.Equal(quoted, PostgresIdentifier.Quote(name));

    [Fact]
    public void Quotes_both_parts_of_a_qualified_name() => Assert.Equal("\"a.b\".\"c\"", PostgresIdentifier.Quote("a.b", "c"));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Refuses_what_no_quoting_can_express(string name) => Assert.Throws<ArgumentException>(() => PostgresIdentifier.Quote(name));
}
