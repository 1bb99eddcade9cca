using Npgsql;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Pooling;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone;

[Collection("Templates")]
public sealed class PgCloneDatabaseTests(CloneStore store) : IClassFixture<CloneStore>
{
    private const string Untouched = "50 50 100 1 7MB";
    private const string Change = "DELETE FROM item WHERE id % 2 = 0; INSERT INTO item (name) VALUES ('new'); SELECT nextval('ticket'); CREATE TABLE other (id int)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TemplateUse.On)]
    [InlineData(TemplateUse.Off)]
    public async Task A_clone_holds_what_was_restored_whatever_was_done_since(TemplateUse templates)
    {
        await using var shop = await store.MakeAsync(templates);
        await shop.ExecuteAsync(Change);
        await shop.ExecuteAsync($"ALTER DATABASE \"{shop.DatabaseName}\" SET work_mem = '9MB'");

        await using var clone = await shop.CloneAsync(Token);
        await using var other = await clone.CloneAsync(Token);
        await clone.ExecuteAsync("DELETE FROM item");

        Assert.Equal(Untouched, await other.ReadStateAsync());
        Assert.Equal("26 51 101 2 9MB", await shop.ReadStateAsync());
        Assert.Equal(3, new[] { shop.DatabaseName, clone.DatabaseName, other.DatabaseName }.Distinct().Count());
        Assert.Equal((shop.DumpKey, true), (other.DumpKey, other.Restore.IsCopy));
    }

    [Theory]
    [InlineData(TemplateUse.On)]
    [InlineData(TemplateUse.Off)]
    public async Task A_reset_goes_back_to_it_under_the_same_connection_string(TemplateUse templates)
    {
        await using var shop = await store.MakeAsync(templates);
        var (name, connectionString) = (shop.DatabaseName, shop.ConnectionString);
        await using var leaked = await shop.DataSource.OpenConnectionAsync(Token);

        for (var round = 0; round < 3; round++)
        {
            await shop.ExecuteAsync(Change);
            await shop.ExecuteAsync($"ALTER DATABASE \"{shop.DatabaseName}\" SET work_mem = '9MB'");

            await shop.ResetAsync(Token);

            Assert.Equal(Untouched, await shop.ReadStateAsync());
            Assert.Equal(51, await shop.ScalarAsync("INSERT INTO item (name) VALUES ('next') RETURNING id"));
            Assert.Equal(101L, await shop.ScalarAsync("SELECT nextval('ticket')"));
        }

        Assert.Equal((name, connectionString), (shop.DatabaseName, shop.ConnectionString));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("SELECT 1", leaked).ExecuteScalarAsync(Token));
        Assert.Empty(shop.Notices);
    }

    [Fact]
    public async Task Where_a_template_holds_just_the_same_nothing_else_is_made()
    {
        var target = TestServer.UniqueName();
        await using var shop = await store.MakeAsync(TemplateUse.On, options => options.Database = target);

        await shop.ResetAsync(Token);
        await using (await shop.CloneAsync(Token)) Assert.Equal(2, (await CloneStore.ListAsync(target)).Count);

        Assert.Equal([shop.DatabaseName], await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task Where_there_is_none_the_same_is_restored_once_more_for_all_clones()
    {
        var target = "it's \"größe\" " + TestServer.UniqueName();
        var runs = 0;
        var hook = new DelegateHook("count", (context, token) =>
        {
            Interlocked.Increment(ref runs);
            return TestServer.ExecuteAsync(context.Database, "CREATE TABLE hooked (id int)");
        });
        await using (var shop = await store.MakeAsync(TemplateUse.Off, options =>
        {
            options.Database = target;
            options.Hooks.Add(hook);
        }))
        {
            Assert.Equal(1, runs);
            var clones = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.CloneAsync(Token)));

            Assert.Equal(2, runs);
            foreach (var clone in clones) Assert.Equal("50 50 100 2 7MB", await clone.ReadStateAsync());
            Assert.Equal(7, (await CloneStore.ListAsync(target)).Count);
            foreach (var clone in clones) await clone.DisposeAsync();
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task When_a_database_has_been_disposed_all_its_clones_are_gone_that_were_disposed_before()
    {
        var target = TestServer.UniqueName();
        await using (var shop = await store.MakeAsync(TemplateUse.On, options => options.Database = target))
        {
            var clones = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.CloneAsync(Token)));
            foreach (var clone in clones) await clone.DisposeAsync();
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    public async Task Clones_are_made_ahead_on_this_machine_unless_none_are_wanted_and_a_reset_takes_one(int? readyClones, bool isAhead)
    {
        Assert.SkipUnless(store.Server.IsLocal, "The server is on another machine.");
        // What other tests have left goes with their templates.
        await ClonePools.CloseAsync();
        await store.DropTemplatesAsync();
        await OrphanReaper.ReapAsync(store.Server, Token);
        await using var shop = await store.MakeAsync(TemplateUse.On, options => options.ReadyClones = readyClones);
        await shop.ExecuteAsync(Change);
        // The first one asks, and another is made in the background.
        await (await shop.CloneAsync(Token)).DisposeAsync();
        var ready = await ListReadyAsync();
        for (var look = 0; isAhead && ready.Count == 0 && look < 300; look++)
        {
            await Task.Delay(100, Token);
            ready = await ListReadyAsync();
        }

        Assert.Equal(isAhead, ready.Count > 0);
        await shop.ResetAsync(Token);

        Assert.Equal(Untouched, await shop.ReadStateAsync());
        // What was ready has the database's name now.
        Assert.Equal(isAhead, ready.Contains(await OidAsync(shop.DatabaseName)));
    }

    [Fact]
    public async Task A_template_that_is_gone_is_missed_by_nobody()
    {
        await using var shop = await store.MakeAsync(TemplateUse.On);
        await shop.ExecuteAsync(Change);
        await store.DropTemplatesAsync();

        await using var clone = await shop.CloneAsync(Token);
        await shop.ResetAsync(Token);

        Assert.Equal((Untouched, Untouched), (await clone.ReadStateAsync(), await shop.ReadStateAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dump_that_was_exchanged_under_its_key_is_restored_and_its_templates_are_not_copied(bool hasManifest)
    {
        var (key, other) = (await store.DumpAsync(7), await store.DumpAsync(8));
        if (!hasManifest) foreach (var dump in new[] { key, other }) File.Delete(Path.Combine(store.Folder, dump + ".json"));
        await using (var before = await store.MakeAsync(TemplateUse.On, options => options.Source = key)) Assert.StartsWith("7 ", await before.ReadStateAsync(), StringComparison.Ordinal);
        await using (var same = await store.MakeAsync(TemplateUse.On, options => options.Source = key)) Assert.True(same.Restore.IsCopy);
        store.Replace(key, by: other);

        await using var shop = await store.MakeAsync(TemplateUse.On, options => options.Source = key);

        Assert.False(shop.Restore.IsCopy);
        Assert.StartsWith("8 ", await shop.ReadStateAsync(), StringComparison.Ordinal);
        await store.DropTemplatesAsync(key);
    }

    [Fact]
    public async Task Templates_that_are_dropped_while_they_are_copied_cost_nobody_a_database()
    {
        var target = TestServer.UniqueName();
        await using (var shop = await store.MakeAsync(TemplateUse.On, options => options.Database = target))
        {
            var dropping = DropAgainAndAgainAsync();
            var clones = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => i % 3 == 0 ? store.MakeAsync(TemplateUse.On, options => options.Database = target) : shop.CloneAsync(Token)));

            Assert.True(await dropping > 0, "None was dropped.");
            foreach (var clone in clones) Assert.Equal(Untouched, await clone.ReadStateAsync());
            foreach (var clone in clones) await clone.DisposeAsync();
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task Where_the_disk_is_full_a_clone_says_so_and_later_ones_work()
    {
        var account = ServerAccount.Find();
        await using var disk = await TinyDisk.MountAsync($"size=20m,uid={account?.UserId},gid={account?.GroupId}");
        var (target, tablespace) = (TestServer.UniqueName(), TestServer.UniqueName());
        await store.DropTemplatesAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE TABLESPACE {tablespace} LOCATION {PostgresLiteral.Quote(disk.Directory)}");
        await using (var shop = await store.MakeAsync(TemplateUse.On, options => (options.Database, options.ReadyClones) = (target, 0)))
        {
            // A copy lies where its template does: there is room for the two, and for no more.
            await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {await store.FindTemplateAsync()} SET TABLESPACE {tablespace}");
            await shop.ExecuteAsync(Change);
            await using (var clone = await shop.CloneAsync(Token))
            {
                var error = await Assert.ThrowsAsync<PgCloneException>(() => shop.CloneAsync(Token));
                await Assert.ThrowsAsync<PgCloneException>(() => shop.ResetAsync(Token));

                Assert.Equal(ErrorCode.DatabaseNotCreated, error.Code);
                Assert.Contains("No space left", error.Why, StringComparison.Ordinal);
                Assert.Contains("Make room", error.Advice, StringComparison.Ordinal);
                Assert.Equal(Untouched, await clone.ReadStateAsync());
                Assert.NotEqual(Untouched, await shop.ReadStateAsync());
                Assert.Equal(2, (await CloneStore.ListAsync(target)).Count);
            }

            await BackgroundDrops.WhenDoneAsync();
            await using (var later = await shop.CloneAsync(Token)) Assert.Equal(Untouched, await later.ReadStateAsync());
            await BackgroundDrops.WhenDoneAsync();
            await shop.ResetAsync(Token);
            Assert.Equal(Untouched, await shop.ReadStateAsync());
        }

        Assert.Empty(await CloneStore.ListAsync(target));
        await store.DropTemplatesAsync();
        await TestServer.ExecuteAsync("postgres", $"DROP TABLESPACE {tablespace}");
    }

    [Fact]
    public async Task A_dump_that_was_replaced_meanwhile_is_not_taken_for_the_same()
    {
        var (key, other) = (await store.DumpAsync(7), await store.DumpAsync(8));
        await using var shop = await store.MakeAsync(TemplateUse.Off, options => options.Source = key);
        store.Replace(key, by: other);

        var error = await Assert.ThrowsAsync<PgCloneException>(() => shop.CloneAsync(Token));

        Assert.Equal((ErrorCode.ArchiveChanged, key), (error.Code, error.Where));
        Assert.StartsWith("7 ", await shop.ReadStateAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TemplateUse.On)]
    [InlineData(TemplateUse.Off)]
    public async Task What_was_prepared_before_a_snapshot_is_in_clones_and_after_resets(TemplateUse templates)
    {
        var target = TestServer.UniqueName();
        await using (var shop = await store.MakeAsync(templates, options => options.Database = target))
        {
            await shop.ExecuteAsync("INSERT INTO item (name) VALUES ('prepared')");
            await using var forgotten = await shop.DataSource.OpenConnectionAsync(Token);
            await shop.SnapshotAsync(Token);
            await shop.ExecuteAsync(Change);

            await using var clone = await shop.CloneAsync(Token);
            await shop.ResetAsync(Token);

            Assert.Equal(("51 51 100 1 7MB", "51 51 100 1 7MB"), (await clone.ReadStateAsync(), await shop.ReadStateAsync()));
            // Nobody can have changed what they are copied from.
            var snapshot = Assert.Single(await CloneStore.ListAsync(target), name => name != shop.DatabaseName && name != clone.DatabaseName);
            Assert.Equal(false, await TestServer.ScalarAsync("postgres", $"SELECT datallowconn FROM pg_database WHERE datname = '{snapshot}'"));
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task A_clones_snapshot_is_its_own()
    {
        await using var shop = await store.MakeAsync(TemplateUse.On);
        await using var clone = await shop.CloneAsync(Token);
        await clone.ExecuteAsync("DELETE FROM item");
        await clone.SnapshotAsync(Token);
        await clone.ExecuteAsync(Change);

        await clone.ResetAsync(Token);
        await shop.ResetAsync(Token);

        Assert.Equal(("0 50 100 1 7MB", Untouched), (await clone.ReadStateAsync(), await shop.ReadStateAsync()));
    }

    [Fact]
    public async Task A_clone_has_the_settings_privileges_and_connection_limit_of_the_snapshot()
    {
        await using var role = await TestRole.CreateAsync();
        await using var shop = await store.MakeAsync(TemplateUse.Off);
        var name = PostgresIdentifier.Quote(shop.DatabaseName);
        foreach (var statement in new[]
        {
            $"ALTER DATABASE {name} CONNECTION LIMIT 7", $"REVOKE ALL ON DATABASE {name} FROM PUBLIC", $"GRANT CONNECT ON DATABASE {name} TO {role.QuotedName}",
            $"ALTER ROLE {role.QuotedName} IN DATABASE {name} SET work_mem = '5MB'",
        })
            await TestServer.ExecuteAsync("postgres", statement);
        await shop.SnapshotAsync(Token);

        await using var clone = await shop.CloneAsync(Token);
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {name} CONNECTION LIMIT 1");
        await shop.ResetAsync(Token);

        foreach (var one in new[] { clone, shop })
        {
            var properties = await TestServer.ScalarAsync("postgres", $"""
                SELECT concat_ws(' ', datconnlimit, datallowconn, has_database_privilege({PostgresLiteral.Quote(role.Name)}, oid, 'CONNECT'), has_database_privilege({PostgresLiteral.Quote(role.Name)}, oid, 'TEMP'),
                    (SELECT setconfig[1] FROM pg_db_role_setting WHERE setdatabase = d.oid AND setrole <> 0))
                FROM pg_database d WHERE datname = '{one.DatabaseName}'
                """);
            Assert.Equal("7 t t f work_mem=5MB", properties);
        }
    }

    [Fact]
    public async Task A_database_that_its_test_dropped_comes_back()
    {
        var target = TestServer.UniqueName();
        await using (var shop = await store.MakeAsync(TemplateUse.On, options => options.Database = target))
        {
            await TestServer.ExecuteAsync("postgres", $"DROP DATABASE \"{shop.DatabaseName}\" WITH (FORCE)");

            await shop.ResetAsync(Token);

            Assert.Equal(Untouched, await shop.ReadStateAsync());
            Assert.Equal([shop.DatabaseName], await CloneStore.ListAsync(target));
            await TestServer.ExecuteAsync("postgres", $"DROP DATABASE \"{shop.DatabaseName}\" WITH (FORCE)");
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task A_test_that_ends_its_own_and_all_other_sessions_costs_the_next_one_nothing()
    {
        await using var shop = await store.MakeAsync(TemplateUse.On);
        await shop.ExecuteAsync(Change);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => shop.ScalarAsync("SELECT pg_terminate_backend(pg_backend_pid())"));
        await TestServer.EndHolderAsync(AdvisoryLock.KeyOfTemporary(shop.DatabaseName));

        await shop.ResetAsync(Token);

        Assert.Equal(Untouched, await shop.ReadStateAsync());
    }

    [Fact]
    public async Task A_role_that_may_only_create_databases_clones_and_resets()
    {
        await using var role = await TestRole.CreateAsync("it's a \"röle\"", attributes: "CREATEDB");
        var target = TestServer.UniqueName();
        await using (var shop = await store.MakeAsync(TemplateUse.Off, options => (options.Connection, options.Database) = (role.ConnectionString, target)))
        {
            await using var clone = await shop.CloneAsync(Token);
            await shop.ExecuteAsync("DELETE FROM item WHERE id > 10");
            await shop.SnapshotAsync(Token);
            await shop.ExecuteAsync("DELETE FROM item");
            await shop.ResetAsync(Token);

            Assert.Equal((50L, 10L), (await clone.ScalarAsync("SELECT count(*) FROM item"), await shop.ScalarAsync("SELECT count(*) FROM item")));
        }

        Assert.Empty(await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task A_session_that_may_not_be_ended_refuses_a_reset_and_is_named()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var shop = await store.MakeAsync(TemplateUse.Off, options => options.Connection = role.ConnectionString);
        await shop.ExecuteAsync("DELETE FROM item");
        var server = await TestServer.GetAsync();
        await using (await server.OpenAsync(shop.DatabaseName, Token))
        {
            var error = await Assert.ThrowsAsync<PgCloneException>(() => shop.ResetAsync(Token));

            Assert.Equal(ErrorCode.SwapFailed, error.Code);
            Assert.Contains("It is in use: session ", error.Why, StringComparison.Ordinal);
            Assert.Equal(0L, await shop.ScalarAsync("SELECT count(*) FROM item"));
        }

        await shop.ResetAsync(Token);
        Assert.Equal(50L, await shop.ScalarAsync("SELECT count(*) FROM item"));
    }

    [Fact]
    public async Task Connections_that_nobody_closed_do_not_stop_it_from_going()
    {
        var shop = await store.MakeAsync(TemplateUse.On);
        await using var pooled = await shop.DataSource.OpenConnectionAsync(Token);
        await using var own = new NpgsqlConnection(shop.ConnectionString);
        await own.OpenAsync(Token);
        await using var transaction = await own.BeginTransactionAsync(Token);

        await shop.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(shop.DatabaseName));
        Assert.Empty(shop.Notices);
    }

    [Fact]
    public async Task What_can_not_be_dropped_is_a_notice()
    {
        var told = new List<ProgressEvent>();
        var shop = await store.MakeAsync(TemplateUse.On, options => options.Progress = new Recorder(told));
        await shop.ExecuteAsync("CREATE SUBSCRIPTION held CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)");

        await shop.DisposeAsync();

        var notice = Assert.Single(shop.Notices);
        Assert.StartsWith($"The database {shop.DatabaseName} could not be dropped; the next use of PgClone on the server drops it: ", notice, StringComparison.Ordinal);
        Assert.Contains(told, one => one is Notice { Message: var message } && message == notice);
        await TestServer.ExecuteAsync(shop.DatabaseName, "ALTER SUBSCRIPTION held SET (slot_name = NONE); DROP SUBSCRIPTION held");
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE \"{shop.DatabaseName}\"");
    }

    [Fact]
    public async Task A_database_that_is_kept_stays_until_its_time_is_over()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        var shop = await store.MakeAsync(TemplateUse.Off, options => options.Connection = role.ConnectionString);
        await using var clone = await shop.CloneAsync(Token);
        await clone.ExecuteAsync("DELETE FROM item");

        var text = await clone.KeepAsync(TimeSpan.FromHours(3), Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => clone.ResetAsync(Token));
        await clone.DisposeAsync();
        await shop.DisposeAsync();
        Assert.Contains(clone.DatabaseName, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0L, await TestServer.ScalarAsync(clone.DatabaseName, "SELECT count(*) FROM item"));
        var marker = DatabaseMarker.Parse((string?)await TestServer.ScalarAsync("postgres", $"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{clone.DatabaseName}'"))!;
        Assert.InRange(marker.Expires!.Value, DateTimeOffset.UtcNow.AddHours(2), DateTimeOffset.UtcNow.AddHours(3));
        Assert.DoesNotContain(clone.DatabaseName, await OrphanReaper.FindAsync(store.Server, Token));

        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE \"{clone.DatabaseName}\" IS {PostgresLiteral.Quote((marker with { Expires = DateTimeOffset.UtcNow }).ToComment())}");
        Assert.Contains(clone.DatabaseName, await OrphanReaper.ReapAsync(store.Server, cancellationToken: Token));
    }

    [Fact]
    public async Task A_data_source_that_can_not_be_made_leaves_no_clone()
    {
        var target = TestServer.UniqueName();
        var isRefused = false;
        await using var shop = await store.MakeAsync(TemplateUse.On, options =>
        {
            options.Database = target;
            options.ConfigureDataSource = _ =>
            {
                if (isRefused) throw new InvalidOperationException("No.");
            };
        });
        isRefused = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => shop.CloneAsync(Token));

        Assert.Equal([shop.DatabaseName], await CloneStore.ListAsync(target));
    }

    [Fact]
    public async Task A_clone_that_is_cancelled_leaves_nothing_behind()
    {
        var target = TestServer.UniqueName();
        await using var shop = await store.MakeAsync(TemplateUse.On, options => options.Database = target);
        for (var milliseconds = 1; milliseconds < 80; milliseconds += 13)
        {
            using var cancellation = new CancellationTokenSource(milliseconds);
            foreach (var work in new Func<Task>[] { async () => await (await shop.CloneAsync(cancellation.Token)).DisposeAsync(), () => shop.ResetAsync(cancellation.Token) })
            {
                try
                {
                    await work();
                }
                catch (OperationCanceledException)
                {
                }
            }
        }

        Assert.Equal([shop.DatabaseName], await CloneStore.ListAsync(target));
        Assert.Equal(Untouched, await shop.ReadStateAsync());
    }

    /// <summary>The numbers of the clones of this store's template that are ready.</summary>
    private async Task<IReadOnlyList<long>> ListReadyAsync()
    {
        await using var connection = await store.Server.OpenMaintenanceAsync(Token);
        return await connection.QueryAsync(
            "SELECT oid::bigint FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"role\":\"ready\"%' AND strpos(shobj_description(oid, 'pg_database'), $1) > 0",
            [System.Text.Json.JsonEncodedText.Encode(store.Key).ToString()], row => row.GetInt64(0), Token);
    }

    private static async Task<long> OidAsync(string database) => (long)(await TestServer.ScalarAsync("postgres", $"SELECT oid::bigint FROM pg_database WHERE datname = '{database}'"))!;

    /// <returns>How many templates were dropped.</returns>
    private async Task<int> DropAgainAndAgainAsync()
    {
        var dropped = 0;
        for (var i = 0; i < 6; i++)
        {
            dropped += await store.DropTemplatesAsync();
            await Task.Delay(100, Token);
        }

        return dropped;
    }

    private sealed class Recorder(List<ProgressEvent> told) : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value)
        {
            lock (told) told.Add(value);
        }
    }
}
