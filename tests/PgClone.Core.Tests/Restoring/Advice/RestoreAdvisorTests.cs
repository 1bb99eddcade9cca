using Npgsql;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring.Advice;

/// <summary>Every failure is a real server's answer, and where it matters in two languages; remedies are tried.</summary>
public sealed class RestoreAdvisorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("01-searchpath.sql", false, 1)]
    [InlineData("01-searchpath.sql", true, 4)]
    [InlineData("01b-generated.sql", false, 4)]
    [InlineData("01b-generated.sql", true, 1)]
    public async Task A_function_that_relies_on_search_path_is_named_and_the_statement_that_is_advised_mends_it(string file, bool german, int jobs)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync(await CaseAsync(file));

        var failure = await FailureAsync(await DumpAsync(source), new RestorePlanOptions { Jobs = jobs }, german);

        Assert.Contains("FUNCTION public.norm(text) relies on search_path", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Bob", failure.ToString(), StringComparison.Ordinal);
        var statement = failure.Advice!.Split('`')[1];
        Assert.StartsWith("ALTER FUNCTION public.norm(", statement, StringComparison.Ordinal);
        await source.ExecuteAsync(statement);
        await using var mended = await RestoreAsync(await DumpAsync(source), new RestorePlanOptions { Jobs = jobs });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_in_sql_of_another_schema_that_calls_an_extensions_function_is_named(bool german)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync("""
            CREATE SCHEMA "My App";
            CREATE FUNCTION "My App".deep(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
            CREATE FUNCTION public."Flat"(t text, n int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
            CREATE FUNCTION public.outer_one(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = '' AS 'BEGIN RETURN public."Flat"(t); END';
            CREATE TABLE a (n text);
            CREATE INDEX ON a (outer_one(n));
            INSERT INTO a VALUES ('Bob');
            SET search_path = "My App", public;
            CREATE OR REPLACE FUNCTION public."Flat"(t text, n int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT deep(t)';
            """);

        var failure = await FailureAsync(await DumpAsync(source), new RestorePlanOptions(), german);

        Assert.Contains("FUNCTION public.Flat(text, integer) relies on search_path", failure.Advice, StringComparison.Ordinal);
        Assert.Contains("SET search_path = \"public\", \"My App\"", failure.Advice, StringComparison.Ordinal);
        await source.ExecuteAsync(failure.Advice!.Split('`')[1]);
        await using var mended = await RestoreAsync(await DumpAsync(source), new RestorePlanOptions());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_that_breaks_a_foreign_key_is_named_and_going_on_restores_the_rest(bool german)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync(await CaseAsync("19-broken-fk.sql"));
        var dump = await DumpAsync(source);

        var failure = await FailureAsync(dump, new RestorePlanOptions(), german);

        Assert.Contains("(p)=(99)", failure.Why, StringComparison.Ordinal);
        Assert.Contains("--on-error continue", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("redacted", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        await using var restored = await RestoreAsync(dump, new RestorePlanOptions { OnError = ErrorPolicy.Continue });
        Assert.Equal("1 99", await restored.ScalarAsync("SELECT concat_ws(' ', id, p) FROM c"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (id int); INSERT INTO t VALUES (1);", "--data-only", "holds rows only")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY);", "--section=post-data", "holds indexes and constraints only")]
    [InlineData("CREATE SCHEMA app; CREATE TABLE app.t (id int);", "--table=app.t", "does not hold the schema app itself")]
    [InlineData("CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood);", "--table=t", "tables but no functions, types or schemas")]
    [InlineData("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);", "--table=c", "tables but no functions, types or schemas")]
    public async Task An_archive_of_a_part_is_told_to_be_one(string sql, string argument, string expected)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync(sql);
        var dump = await DumpAsync(source, argument);

        var failure = await FailureAsync(dump, new RestorePlanOptions());
        var inGerman = await FailureAsync(dump, new RestorePlanOptions(), german: true);

        Assert.Contains(expected, failure.Advice, StringComparison.Ordinal);
        Assert.Equal(failure.Advice, inGerman.Advice);
    }

    [Fact]
    public async Task Whoever_is_no_superuser_is_told_that_one_is_needed()
    {
        await using var role = await TestRole.CreateAsync();
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();");
        await using var target = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {role.QuotedName}");
        var asRole = target with { Server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token) };
        var dump = await DumpAsync(source);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(asRole, dump));

        Assert.Contains("Restore as a superuser", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_who_is_superuser_is_told_to_become_one(bool german)
    {
        await using var role = await TestRole.CreateAsync();
        await using var source = await TestServer.CreateDatabaseAsync();
        // Expressions of an index run as the table's owner, whose privileges are not restored.
        await source.ExecuteAsync($"""
            CREATE TABLE secret (i int);
            GRANT SELECT ON secret TO {role.QuotedName};
            CREATE FUNCTION peek(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE SET search_path = public AS 'BEGIN RETURN i + (SELECT count(*) FROM secret); END';
            CREATE TABLE t (i int);
            INSERT INTO t VALUES (1);
            ALTER TABLE t OWNER TO {role.QuotedName};
            CREATE INDEX ON t (peek(i));
            """);

        var failure = await FailureAsync(await DumpAsync(source), new RestorePlanOptions { NoOwner = false }, german);

        Assert.StartsWith("42501", failure.Why, StringComparison.Ordinal);
        Assert.Contains("You are superuser already", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.CheckViolation)]
    [InlineData(PostgresErrorCodes.RaiseException)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    public async Task What_code_of_the_dump_raises_is_not_taken_for_the_servers_own(string state)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync($"""
            CREATE FUNCTION fails(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN IF i > 0 THEN RAISE ''no'' USING ERRCODE = ''{state}''; END IF; RETURN i; END';
            CREATE TABLE t (i int);
            CREATE INDEX ON t (fails(i));
            """);
        await source.ExecuteAsync("CREATE OR REPLACE FUNCTION fails(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN i; END'; INSERT INTO t VALUES (1);");
        await source.ExecuteAsync($"CREATE OR REPLACE FUNCTION fails(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN IF i > 0 THEN RAISE ''no'' USING ERRCODE = ''{state}''; END IF; RETURN i; END';");

        var failure = await FailureAsync(await DumpAsync(source), new RestorePlanOptions());

        Assert.Contains("FUNCTION public.fails(integer) of the dump fails here", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_never_quoted()
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        // It is valid in the source only since nobody looks at it again.
        await source.ExecuteAsync("""
            CREATE FUNCTION ok(t text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
            CREATE TABLE t (id int, name text CHECK (ok(name)));
            INSERT INTO t VALUES (1, 'topsecret');
            CREATE OR REPLACE FUNCTION ok(t text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';
            """);

        var failure = await FailureAsync(await DumpAsync(source), new RestorePlanOptions());

        Assert.StartsWith("23514", failure.Why, StringComparison.Ordinal);
        Assert.Contains("COPY t, line 1", failure.Why, StringComparison.Ordinal);
        Assert.Contains("The constraint t_name_check", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("redacted", failure.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<string> CaseAsync(string name) => File.ReadAllTextAsync(CaseFiles.PathOf(name), Token);

    private async Task<string> DumpAsync(TestDatabase source, params string[] arguments)
    {
        var path = Path.Combine(_folder.Path, TestServer.UniqueName() + ".dump");
        (await StockTools.RunAsync("pg_dump", source.Server, source.Name, ["--format=custom", "--file", path, .. arguments])).EnsureSuccess();
        return path;
    }

    private static async Task<PgCloneException> FailureAsync(string dump, RestorePlanOptions options, bool german = false)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var target = german ? await TestLanguage.InGermanAsync(database) : database;
        return await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(target, dump, options));
    }

    private static async Task<TestDatabase> RestoreAsync(string dump, RestorePlanOptions options)
    {
        var database = await TestServer.CreateDatabaseAsync();
        await PlainRestore.IntoAsync(database, dump, options);
        return database;
    }
}
