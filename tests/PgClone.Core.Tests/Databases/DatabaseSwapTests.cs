using System.Collections.Concurrent;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class DatabaseSwapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app")]
    [InlineData("it's \"größe\"; DROP")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefg")]
    public async Task Replaces_the_target_and_drops_what_was_there(string name)
    {
        await using var target = await TestServer.CreateDatabaseAsync(name + Random.Shared.Next(1000, 10000));
        await using var temporary = await CreateAsync(target.Name);
        var before = await CountDatabasesAsync();

        var notices = await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        Assert.Empty(notices);
        Assert.Equal("new", await target.ScalarAsync("SELECT which FROM origin"));
        Assert.False(await TestServer.ExistsAsync(temporary.Name));
        Assert.Equal(before - 1, await CountDatabasesAsync());

        async Task<long> CountDatabasesAsync() => (long)(await TestServer.ScalarAsync(
            "postgres", $"SELECT count(*) FROM pg_database WHERE starts_with(datname, '{temporary.Name[..20]}') OR datname = '{name.Replace("'", "''", StringComparison.Ordinal) + target.Name[name.Length..]}'"))!;
    }

    [Fact]
    public async Task Renames_only_where_there_is_no_target_yet()
    {
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        await using var temporary = await CreateAsync(target.Name);

        await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);
        await temporary.DisposeAsync();

        Assert.Equal("new", await target.ScalarAsync("SELECT which FROM origin"));
        Assert.Null(await target.ScalarAsync("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task Keeps_the_replaced_one_and_a_copy_where_it_is_told_to_and_drops_both_at_the_next_that_is_not()
    {
        await using var target = await CreateTargetAsync();
        for (var round = 0; round < 2; round++)
        {
            await using var temporary = await CreateAsync(target.Name);
            await using var current = await TemporaryDatabase.CopyAsync(target.Server, target.Name, temporary.Name, "shop/1", endSessions: true, cancellationToken: Token);
            Assert.Empty(await DatabaseSwap.SwapAsync(temporary, new SwapDisposition { KeepsReplaced = true, Current = current }, Token));
            Assert.Equal(PreviousDatabase.KeptAsPrevious, temporary.Previous);
        }

        var kept = await ListAsync();
        Assert.Equal([(DatabaseMarker.Current, "new"), (DatabaseMarker.Previous, "new")], kept.Select(one => (one.Role, one.Which)));
        await using (var last = await CreateAsync(target.Name))
            Assert.Equal([$":current and :previous of \"{target.Name}\" are deleted, as this restore is not reversible."], await DatabaseSwap.SwapAsync(last, SwapDisposition.Drop, Token));
        Assert.Empty(await ListAsync());

        async Task<List<(string Role, string Which)>> ListAsync()
        {
            await using var connection = await target.Server.OpenMaintenanceAsync(Token);
            var found = new List<(string, string)>();
            foreach (var (name, marker) in await KeptDatabases.FindAsync(connection, target.Name, Token))
                found.Add((marker.Role, (string)(await TestServer.ScalarAsync(name, "SELECT which FROM origin"))!));
            return [.. found.Order()];
        }
    }

    [Fact]
    public async Task Ends_the_sessions_of_both_databases()
    {
        await using var target = await CreateTargetAsync();
        await using var temporary = await CreateAsync(target.Name);
        await using var onTarget = await target.Server.OpenAsync(target.Name, Token);
        await using var onTemporary = await target.Server.OpenAsync(temporary.Name, Token);

        await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        Assert.Equal("new", await target.ScalarAsync("SELECT which FROM origin"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => onTarget.ExecuteAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task Succeeds_under_clients_that_reconnect_all_the_time_and_never_shows_them_no_database()
    {
        await using var target = await CreateTargetAsync();
        await using var temporary = await CreateAsync(target.Name);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var seen = new ConcurrentDictionary<string, bool>();
        var missing = 0;
        var client = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using var connection = await target.Server.OpenAsync(target.Name, Token);
                    seen.TryAdd((await connection.QueryAsync("SELECT which FROM origin", [], r => r.GetString(0), Token))[0], true);
                }
                catch (PgCloneException e) when (e.Code == ErrorCode.DatabaseNotFound)
                {
                    missing++;
                }
                catch (Exception e) when (e is NpgsqlException or PgCloneException)
                {
                }
            }
        }, Token);

        while (seen.IsEmpty) await Task.Delay(5, Token);
        await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);
        while (!seen.ContainsKey("new")) await Task.Delay(5, Token);
        await stop.CancelAsync();
        await client;

        Assert.Equal(["new", "old"], seen.Keys.Order());
        // A session that waited for the rename looks for its database under the old name once: PostgreSQL then says that it is gone.
        Assert.InRange(missing, 0, 1);
    }

    [Fact]
    public async Task Twenty_clients_that_reconnect_at_once_never_starve_it()
    {
        await using var target = await CreateTargetAsync();
        await using var clients = BusyClients.Start(target.Server, target.Name, "SELECT which FROM public.origin");
        var which = "old";
        for (var swap = 0; swap < 10; swap++)
        {
            await clients.WaitForAsync(which, Token);
            which = $"new {swap}";
            await using var temporary = await CreateAsync(target.Name, which);

            Assert.Empty(await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));
        }

        await clients.WaitForAsync(which, Token);
        var outages = clients.Outages.Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{outages.Count} outages: median {outages[outages.Count / 2].TotalMilliseconds:0} ms, longest {outages[^1].TotalMilliseconds:0} ms");
        Assert.InRange(outages.Count, 20, int.MaxValue);
        Assert.InRange(outages[^1], TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Carries_over_what_belongs_to_the_database()
    {
        await using var target = await CreateTargetAsync();
        await using var owner = await TestRole.CreateAsync();
        await using var guest = await TestRole.CreateAsync();
        await TestServer.ExecuteAsync("postgres", $$"""
            ALTER DATABASE {{target.QuotedName}} OWNER TO {{owner.QuotedName}};
            ALTER DATABASE {{target.QuotedName}} CONNECTION LIMIT 7;
            ALTER DATABASE {{target.QuotedName}} SET search_path TO "$user", 'a "b", c', public;
            ALTER DATABASE {{target.QuotedName}} SET statement_timeout TO '90s';
            ALTER DATABASE {{target.QuotedName}} SET "app.tenant" TO 'it''s {0} = a \ b';
            ALTER ROLE {{guest.QuotedName}} IN DATABASE {{target.QuotedName}} SET work_mem TO '5MB';
            COMMENT ON DATABASE {{target.QuotedName}} IS 'the customers'' \ database';
            REVOKE ALL ON DATABASE {{target.QuotedName}} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {{target.QuotedName}} TO {{guest.QuotedName}} WITH GRANT OPTION;
            """);
        var before = await DescribeAsync(target.Name);
        await using var temporary = await CreateAsync(target.Name);

        var notices = await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        Assert.Empty(notices);
        Assert.Equal("new", await target.ScalarAsync("SELECT which FROM public.origin"));
        Assert.Equal(before, await DescribeAsync(target.Name));
        Assert.Contains("a \"\"b\"\", c", before, StringComparison.Ordinal);
        // The roles can't be dropped while the database depends on them.
        await target.DisposeAsync();
    }

    [Fact]
    public async Task Names_a_setting_that_it_may_not_carry_over()
    {
        await using var owner = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var target = await CreateTargetAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {owner.QuotedName}");
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} SET log_statement TO 'all'");
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} SET work_mem TO '5MB'");
        var server = await PostgresServer.ConnectAsync(owner.ConnectionString, cancellationToken: Token);
        await using var temporary = await TemporaryDatabase.CreateAsync(server, target.Name, new("UTF8"), null, Token);

        var notices = await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        Assert.Contains("log_statement", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal("5MB", await target.ScalarAsync("SHOW work_mem"));
        await target.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_the_target_as_it_was_where_the_temporary_database_is_gone()
    {
        await using var target = await CreateTargetAsync();
        await using var temporary = await CreateAsync(target.Name);
        var before = await DescribeAsync(target.Name);
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {temporary.Name}");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));

        Assert.Equal(ErrorCode.SwapFailed, e.Code);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        Assert.Equal(before, await DescribeAsync(target.Name));
    }

    [Fact]
    public async Task Leaves_the_target_as_it_was_where_the_user_may_not_end_its_sessions()
    {
        await using var owner = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var target = await CreateTargetAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {owner.QuotedName}");
        var server = await PostgresServer.ConnectAsync(owner.ConnectionString, cancellationToken: Token);
        await using var temporary = await TemporaryDatabase.CreateAsync(server, target.Name, new("UTF8"), null, Token);
        await using var superuserSession = await target.Server.OpenAsync(target.Name, Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));

        Assert.Equal(ErrorCode.SwapFailed, e.Code);
        Assert.Contains("55006", e.Why, StringComparison.Ordinal);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        await superuserSession.CloseAsync();
        await target.DisposeAsync();
        await temporary.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_one_whole_database_whenever_it_is_cancelled()
    {
        await using var target = await CreateTargetAsync();
        for (var milliseconds = 0; milliseconds < 60; milliseconds += 6)
        {
            await using var temporary = await CreateAsync(target.Name);
            using var cancellation = new CancellationTokenSource(milliseconds);
            try
            {
                await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.Contains((string?)await target.ScalarAsync("SELECT which FROM origin"), (string[])["old", "new"]);
        }

        await OrphanReaper.ReapAsync(target.Server, cancellationToken: Token);
        var prefix = DatabaseName.MakeUnique(target.Name)[..20];
        Assert.Equal(0L, await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_database WHERE starts_with(datname, '{prefix}')"));
    }

    private static async Task<TestDatabase> CreateTargetAsync()
    {
        var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE origin AS SELECT 'old' AS which; GRANT SELECT ON origin TO PUBLIC");
        return target;
    }

    private static async Task<TemporaryDatabase> CreateAsync(string target, string which = "new")
    {
        var temporary = await TemporaryDatabase.CreateAsync(await TestServer.GetAsync(), target, new("UTF8", "libc", "C", "C"), null, Token);
        await TestServer.ExecuteAsync(temporary.Name, $"CREATE TABLE origin AS SELECT '{which}' AS which; GRANT SELECT ON origin TO PUBLIC");
        return temporary;
    }

    private static async Task<string> DescribeAsync(string database) => (string)(await TestServer.ScalarAsync("postgres", $"""
        SELECT concat_ws('|', pg_get_userbyid(datdba), datconnlimit, datallowconn, datistemplate, shobj_description(d.oid, 'pg_database'),
            (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(datacl) a),
            (SELECT string_agg(setrole || ':' || c, ',' ORDER BY setrole, c) FROM pg_db_role_setting, unnest(setconfig) c WHERE setdatabase = d.oid))
        FROM pg_database d WHERE datname = '{database}'
        """))!;
}
