using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Archives that create the schema <c>public</c>, which every new database has: stock pg_restore counts an error and goes on.</summary>
public sealed class PublicSchemaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RestoreEngine.Native, false)]
    [InlineData(RestoreEngine.Native, true)]
    [InlineData(RestoreEngine.PgRestore, false)]
    [InlineData(RestoreEngine.PgRestore, true)]
    internal async Task A_dump_of_the_schema_alone_restores_as_stock_goes_on_to(RestoreEngine engine, bool changed)
    {
        await using var owner = await TestRole.CreateAsync();
        await using var dump = await SmallDump.CreateAsync(
            "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);" + (changed
                ? $"""
                  ALTER SCHEMA public OWNER TO {owner.QuotedName};
                  GRANT CREATE ON SCHEMA public TO PUBLIC;
                  COMMENT ON SCHEMA public IS 'everything';
                  """
                : ""),
            "--schema=public");

        await CompareAsync(engine, await File.ReadAllBytesAsync(dump.File, Token), new RestorePlanOptions { NoOwner = false, NoAcl = false });
    }

    [Theory]
    [InlineData(RestoreEngine.Native)]
    [InlineData(RestoreEngine.PgRestore)]
    internal async Task Owner_and_privileges_stay_out_where_they_are_to(RestoreEngine engine)
    {
        await using var owner = await TestRole.CreateAsync();
        await using var dump = await SmallDump.CreateAsync(
            $"CREATE TABLE t (id int); ALTER SCHEMA public OWNER TO {owner.QuotedName}; REVOKE ALL ON SCHEMA public FROM PUBLIC;", "--schema=public");

        await CompareAsync(engine, await File.ReadAllBytesAsync(dump.File, Token), new RestorePlanOptions(), "--no-owner", "--no-privileges");
    }

    /// <summary>pg_dump 10 and older, up to 9.5 with all privileges, whatever they are relative to.</summary>
    [Theory]
    [InlineData(RestoreEngine.Native, 12)]
    [InlineData(RestoreEngine.Native, 13)]
    [InlineData(RestoreEngine.PgRestore, 12)]
    [InlineData(RestoreEngine.PgRestore, 13)]
    internal async Task A_dump_of_old_restores_as_stock_goes_on_to(RestoreEngine engine, int minor)
    {
        var user = (string)(await TestServer.ScalarAsync("postgres", "SELECT current_user::text"))!;
        var quoted = PostgresIdentifier.Quote(user);
        var archive = new ArchiveBuilder { Minor = minor }
            .Entry(ArchiveBuilder.Plain(5, "SCHEMA", "public", "CREATE SCHEMA public;\n") with { DropStatement = "DROP SCHEMA public;\n", Owner = user })
            .Entry(ArchiveBuilder.Plain(6, "COMMENT", "SCHEMA public", "COMMENT ON SCHEMA public IS 'standard public schema';\n") with { Owner = user, Dependencies = [5] })
            .Entry(ArchiveBuilder.Plain(7, "TABLE", "t", "CREATE TABLE public.t (id int);\n") with { DropStatement = "DROP TABLE public.t;\n", Namespace = "public", Owner = user })
            .Entry(ArchiveBuilder.Plain(8, "ACL", "public", $"""
                REVOKE ALL ON SCHEMA public FROM PUBLIC;
                REVOKE ALL ON SCHEMA public FROM {quoted};
                GRANT ALL ON SCHEMA public TO {quoted};
                GRANT ALL ON SCHEMA public TO PUBLIC;

                """) with { Section = ArchiveSection.None, Owner = user, Dependencies = [5] })
            .Build();

        await CompareAsync(engine, archive, new RestorePlanOptions { NoOwner = false, NoAcl = false });
    }

    private static async Task CompareAsync(RestoreEngine engine, byte[] archive, RestorePlanOptions options, params string[] stockOptions)
    {
        await using var ours = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        await using var source = new MemorySource(archive);
        var path = Path.Combine(Path.GetTempPath(), TestServer.UniqueName() + ".dump");
        await File.WriteAllBytesAsync(path, archive, Token);

        if (engine == RestoreEngine.Native) await PlainRestore.IntoAsync(ours, source, options);
        else await new PgRestore(await PostgresBinaries.FindPgRestoreAsync(TestServer.BinDirectory, Token), source, options).RunAsync(ours.Server, ours.Name, Token);
        var restored = await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, [.. stockOptions, path]);
        File.Delete(path);

        Assert.Contains("errors ignored on restore: 1", restored.Errors, StringComparison.Ordinal);
        Assert.Equal(await PlainDump.LinesOfAsync(stock), await PlainDump.LinesOfAsync(ours));
    }
}
