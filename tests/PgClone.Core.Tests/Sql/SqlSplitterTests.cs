namespace PgClone.Sql;

public sealed class SqlSplitterTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData(";;  ;\n;")]
    [InlineData("-- *not* creating schema, since initdb creates it\n\n\n")]
    [InlineData("/* nothing; here */ ; -- nor here;")]
    public void Finds_no_statement_where_there_is_none(string sql) => Assert.Empty(SqlSplitter.Split(sql));

    [Fact]
    public void Splits_at_semicolons_and_takes_the_last_statement_without_one()
    {
        var statements = SqlSplitter.Split("CREATE TABLE a (x int);\n\nALTER TABLE a ENABLE ROW LEVEL SECURITY");

        Assert.Equal(["CREATE TABLE a (x int)", "ALTER TABLE a ENABLE ROW LEVEL SECURITY"], statements);
    }

    [Fact]
    public void Leaves_out_comments_before_a_statement_and_keeps_those_within()
    {
        var statements = SqlSplitter.Split("-- one; two\nSELECT /* a;b */ 1 -- c;d\n + 2 ; -- end");

        Assert.Equal(["SELECT /* a;b */ 1 -- c;d\n + 2"], statements);
    }

    [Theory]
    [InlineData("SELECT 'a;b'")]
    [InlineData("SELECT 'it''s; here'")]
    [InlineData("SELECT 'a\\'")]
    [InlineData("SELECT E'a\\'; b'")]
    [InlineData("SELECT e'a\\\\'")]
    [InlineData("SELECT E'a'\n'\\'; b'")]
    [InlineData("SELECT U&'d\\0061t;a'")]
    [InlineData("SELECT U&\"d;a\" FROM \"x;\"\"y;\"")]
    [InlineData("SELECT $$a;b$$, $tag$ $$;$$ ; $ta$ $tag$")]
    [InlineData("SELECT $größe$a;b$größe$")]
    [InlineData("SELECT a$b$c FROM t$1")]
    [InlineData("SELECT $1, $2")]
    [InlineData("SELECT /* a /* b; */ c; */ 1")]
    [InlineData("SELECT 1 -- it's; not a quote\n")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))")]
    public void Sees_what_is_no_end_of_a_statement(string statement)
    {
        var statements = SqlSplitter.Split(statement + ";SELECT 2;");

        Assert.Equal([statement.Replace(" -- it's; not a quote\n", "", StringComparison.Ordinal), "SELECT 2"], statements);
    }

    [Theory]
    [InlineData("SELECT 'a\\'; b'")]
    [InlineData("SELECT '\\\\'")]
    public void Knows_backslash_escapes_where_strings_do_not_conform(string statement)
    {
        var statements = SqlSplitter.Split(statement + ";SELECT 2;", standardConformingStrings: false);

        Assert.Equal([statement, "SELECT 2"], statements);
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END")]
    [InlineData("CREATE OR REPLACE PROCEDURE p(x int DEFAULT (CASE WHEN true THEN 1 END)) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (x); END")]
    [InlineData("create function f() returns int begin /* ; */ atomic select case when true then case 1 when 1 then 2 end end; select 3; end")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.begin FROM (SELECT CASE WHEN true THEN 1 END AS begin) t; END")]
    [InlineData("CREATE FUNCTION f(\"begin\" int) RETURNS int LANGUAGE sql AS $_$ BEGIN ATOMIC; $_$")]
    public void Keeps_a_routine_in_one_piece(string routine)
    {
        var statements = SqlSplitter.Split(routine + ";\n\nALTER FUNCTION f() DEPENDS ON EXTENSION x;\n");

        Assert.Equal([routine, "ALTER FUNCTION f() DEPENDS ON EXTENSION x"], statements);
    }

    [Theory]
    [InlineData("BEGIN; SELECT 1; END")]
    [InlineData("SELECT begin atomic FROM t; SELECT 1; SELECT 2")]
    public void Takes_begin_for_a_body_only_in_a_routine(string sql) => Assert.Equal(3, SqlSplitter.Split(sql).Count);

    [Theory]
    [InlineData("SELECT 'a;")]
    [InlineData("SELECT $a$ ; $b$ ;")]
    [InlineData("SELECT \"a;")]
    [InlineData("SELECT E'\\")]
    [InlineData("SELECT 1 /* ; /* */ ;")]
    public void What_is_never_closed_reaches_to_the_end(string sql) => Assert.Single(SqlSplitter.Split(sql));

    [Fact]
    public void Gives_the_same_statements_wherever_a_stream_of_them_is_cut()
    {
        const string Sql = "INSERT INTO t VALUES (1, 'a;''b\n--', E'\\';');INSERT INTO \"t;\" VALUES ($$;$$ /* ; */);\n\n";
        var expected = SqlSplitter.Split(Sql);

        for (var cut = 0; cut <= Sql.Length; cut++)
        {
            var (statements, position) = (new List<string>(), 0);
            foreach (var text in new[] { Sql[..cut], Sql })
            {
                while (SqlSplitter.TryTake(text.AsSpan(position), true, out var statement, out var end))
                {
                    statements.Add(statement.ToString());
                    position += end;
                }
            }

            Assert.Equal(expected, statements);
        }
    }
}
