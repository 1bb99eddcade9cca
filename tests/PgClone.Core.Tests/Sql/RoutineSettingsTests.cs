namespace PgClone.Sql;

public sealed class RoutineSettingsTests
{
    [Theory]
    [InlineData("CREATE FUNCTION public.f() RETURNS integer\n    LANGUAGE sql\n    SET search_path TO 'a', 'b'\n    SET \"x.y\" TO '1''2'\n    AS $$ SET z TO '1' $$", "search_path,x.y")]
    [InlineData("CREATE FUNCTION public.set(a integer DEFAULT f('SET q TO ''1''')) RETURNS set LANGUAGE set SET x TO '' SET y = on RETURN (SELECT 1)", "x,y")]
    [InlineData("CREATE PROCEDURE public.as() LANGUAGE sql SET x.y.z TO E'a\\'b' BEGIN ATOMIC UPDATE t SET v = 1; END", "x.y.z")]
    [InlineData("CREATE FUNCTION f() RETURNS TABLE(\"SET\" integer) LANGUAGE sql AS 'SELECT 1' SET x TO '1'", "")]
    [InlineData("CREATE FUNCTION f() RETURNS SETOF public.as LANGUAGE c SET x TO '1'", "x")]
    [InlineData("CREATE FUNCTION f() LANGUAGE sql SET x TO", "")]
    [InlineData("CREATE FUNCTION f() LANGUAGE sql SET", "")]
    [InlineData("CREATE FUNCTION f() LANGUAGE sql SET x FROM CURRENT AS ''", "")]
    public void The_clauses_of_the_head_are_found(string sql, string expected)
    {
        var names = RoutineSettings.In(sql, standardConformingStrings: true).Select(clause => clause.Name);

        Assert.Equal(expected, string.Join(",", names));
    }

    [Fact]
    public void Clauses_are_cut_out_and_nothing_else()
    {
        const string sql = "CREATE FUNCTION f() RETURNS integer LANGUAGE sql SET a TO 'x', 'y' SET b TO '1' SET c TO '2' AS 'SET a TO 1'";
        var clauses = RoutineSettings.In(sql, standardConformingStrings: true).Where(clause => clause.Name != "b");

        Assert.Equal("CREATE FUNCTION f() RETURNS integer LANGUAGE sql  SET b TO '1'  AS 'SET a TO 1'", RoutineSettings.Without(sql, clauses));
    }
}
