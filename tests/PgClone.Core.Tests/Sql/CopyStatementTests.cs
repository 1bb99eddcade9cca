using PgClone.Archives;

namespace PgClone.Sql;

public sealed class CopyStatementTests
{
    [Theory]
    [InlineData("COPY app.orders (id, note) FROM stdin;\n", true)]
    [InlineData("COPY \"app\".\"orders\" FROM stdin;\n", true)]
    [InlineData("COPY orders (id) FROM stdin;\n", true)]
    [InlineData("COPY app.orders_2026 (id) FROM stdin;\n", false)]
    [InlineData("COPY old.orders (id) FROM stdin;\n", false)]
    [InlineData("COPY", false)]
    public void It_names_the_entrys_own_table_only_with_the_entrys_schema(string copy, bool expected)
    {
        var data = ArchiveBuilder.Plain(1, "TABLE DATA", "orders") with { Namespace = "app" };

        Assert.Equal(expected, CopyStatement.Names(copy, data));
    }
}
