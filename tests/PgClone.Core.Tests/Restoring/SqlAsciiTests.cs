using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Databases whose encoding is SQL_ASCII: any bytes, in rows as in statements. The measure is stock pg_restore, byte by byte.</summary>
public sealed class SqlAsciiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone-ascii-").FullName;

    public static TheoryData<string, string[]> Dumps { get; } = new()
    {
        { "08-ascii.sql", [] },
        { "08-ascii.sql", ["--inserts"] },
        { "08-ascii.sql", ["--column-inserts", "--rows-per-insert=2"] },
        { "08d-ascii-latin1.sql", [] },
        { "08d-ascii-latin1.sql", ["--inserts"] },
        { "08d-ascii-latin1.sql", ["--encoding=LATIN1"] },
        { "08d-ascii-latin1.sql", ["--encoding=LATIN1", "--inserts"] },
        { "08d-ascii-latin1.sql", ["--encoding=WIN1252"] },
        { "08d-ascii-latin1.sql", ["--encoding=LATIN9", "--inserts"] },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task Every_byte_is_as_stock_has_it(string sql, string[] arguments)
    {
        await using var original = await CreateAsync();
        await using var ours = await CreateAsync();
        await using var stock = await CreateAsync();
        (await StockTools.RunAsync("psql", original.Server, original.Name, "--file", CaseFiles.PathOf(sql))).EnsureSuccess();
        var path = Path.Combine(_folder, "x.dump");
        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, ["-Fc", "-f", path, .. arguments])).EnsureSuccess();

        await PlainRestore.IntoAsync(ours, path);
        (await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, "--no-owner", path)).EnsureSuccess();

        var expected = await BytesOfAsync(stock);
        Assert.Equal(expected, await BytesOfAsync(original));
        Assert.Equal(expected, await BytesOfAsync(ours));
    }

    [Fact]
    public async Task An_encoding_of_clients_only_is_refused_and_without_it_the_bytes_come_over()
    {
        await using var original = await CreateAsync();
        await using var ours = await CreateAsync();
        await original.ExecuteAsync("CREATE TABLE t (v text); INSERT INTO t VALUES (E'\\x94\\x5c\\x97\\xcd')");
        var path = Path.Combine(_folder, "x.dump");

        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, "-Fc", "-E", "SJIS", "-f", path)).EnsureSuccess();
        var refused = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(ours, path));
        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, "-Fc", "-f", path)).EnsureSuccess();
        await PlainRestore.IntoAsync(ours, path);

        Assert.Contains("without --encoding", refused.Advice!, StringComparison.Ordinal);
        Assert.Equal(await BytesOfAsync(original), await BytesOfAsync(ours));
    }

    [Fact]
    public async Task Names_of_any_bytes_come_over()
    {
        await using var original = await CreateAsync();
        await using var ours = await CreateAsync();
        await using var stock = await CreateAsync();
        var script = Path.Combine(_folder, "x.sql");
        await File.WriteAllBytesAsync(script, System.Text.Encoding.Latin1.GetBytes("""
            SET client_encoding = 'SQL_ASCII';
            CREATE SCHEMA "süd";
            CREATE TABLE "süd"."größe" ("é" int PRIMARY KEY, v text);
            INSERT INTO "süd"."größe" SELECT i, 'naïve ' || i FROM generate_series(1, 3000) i;
            CREATE INDEX "ö" ON "süd"."größe" (v);
            CREATE FUNCTION "süd"."ä"() RETURNS text LANGUAGE sql SET work_mem TO '5MB' AS $$ SELECT 'ü' $$;
            CREATE POLICY "ß" ON "süd"."größe" USING (v <> 'è');
            SELECT lo_from_bytea(4711, '\xff00');
            """), TestContext.Current.CancellationToken);
        (await StockTools.RunAsync("psql", original.Server, original.Name, "--file", script)).EnsureSuccess();
        var path = Path.Combine(_folder, "x.dump");
        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, "-Fc", "-f", path)).EnsureSuccess();

        await PlainRestore.IntoAsync(ours, path, new RestorePlanOptions { NoOwner = false, NoAcl = false, Jobs = 4 });
        (await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, path)).EnsureSuccess();

        Assert.Equal(await BytesOfAsync(stock), await BytesOfAsync(ours));
    }

    /// <summary>The plain dump as it lies in the file: two bytes that no encoding reads alike stay two.</summary>
    private async Task<IReadOnlyList<string>> BytesOfAsync(TestDatabase database)
    {
        var path = Path.Combine(_folder, database.Name);
        (await StockTools.RunAsync("pg_dump", database.Server, database.Name, "-Fp", "-E", "SQL_ASCII", "-f", path)).EnsureSuccess();
        var lines = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Split('\n');
        return [.. lines.Where(line => !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {database.QuotedName} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
        return database;
    }
}
