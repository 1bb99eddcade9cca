using System.Data;
using PgClone.Databases;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Templates;
using PgClone.Testing;

namespace PgClone.Pooling;

[Collection("Templates")]
public sealed class ClonePoolTests(TemplateStore store) : IClassFixture<TemplateStore>, IAsyncLifetime
{
    private static readonly DataSourceRecipe Plain = new("plain", true, 3, connectionString => new DatabaseConnections(connectionString, null, null));

    private Template _template = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await DropLeftAsync();
        await store.DropAllAsync();
        await store.IsCopyAsync();
        _template = Assert.Single(await store.ListAsync());
    }

    public async ValueTask DisposeAsync() => await DropLeftAsync();

    [Fact]
    public async Task Whoever_comes_first_waits_for_nothing_and_those_who_come_later_are_handed_what_was_made_ahead()
    {
        var pool = GetPool();
        var first = await pool.TryTakeAsync("shop", Token);
        await pool.WhenFilledAsync();

        await using var second = await pool.TryTakeAsync("shop", Token);

        Assert.Null(first);
        Assert.NotNull(second);
        Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(second));
        // Types were loaded and the connection opened ahead: it is the only session that there ever was.
        Assert.Equal(1L, await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{second.Database.Name}'"));
        Assert.Equal(1L, await CountSessionsAsync(second.Database.Name));
    }

    [Fact]
    public async Task Many_that_are_wanted_at_once_are_all_different_and_dropped_when_they_are_disposed()
    {
        var pool = GetPool();
        var clones = new List<ReadyClone>();
        for (var i = 0; i < 8; i++)
        {
            if (await pool.TryTakeAsync("shop", Token) is { } clone) clones.Add(clone);
            await pool.WhenFilledAsync();
        }

        Assert.Equal(7, clones.Select(clone => clone.Database.Name).Distinct().Count());
        Assert.True(pool.Count <= 3, $"{pool.Count} are ready.");
        foreach (var clone in clones)
        {
            Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(clone));
            await using (var command = clone.Connections.DataSource.CreateCommand("DELETE FROM orders")) await command.ExecuteNonQueryAsync(Token);
            await clone.DisposeAsync();
            Assert.False(await TestServer.ExistsAsync(clone.Database.Name));
        }
    }

    [Fact]
    public async Task Those_that_somebody_has_been_in_are_dropped_and_not_handed_over()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        var pool = await FilledPoolAsync();
        var names = await ListReadyAsync();
        foreach (var name in names) await WriteInAsync(name);

        await using var clone = await pool.TryTakeAsync("shop", Token);

        Assert.Null(clone);
        await BackgroundDrops.WhenDoneAsync();
        foreach (var name in names) Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task Those_that_nobody_had_are_left_for_others_and_those_that_somebody_had_are_not()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        var pool = await FilledPoolAsync();
        await using var had = await pool.TryTakeAsync("shop", Token);
        await ClonePools.CloseAsync();
        var left = await ListReadyAsync();

        await using var taken = await GetPool().TryTakeAsync("other", Token);

        Assert.NotEmpty(left);
        Assert.DoesNotContain(had!.Database.Name, left);
        Assert.Contains(taken!.Database.Name, left);
        Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(taken));
        Assert.Equal((DatabaseMarker.Temporary, "other", (int?)Environment.ProcessId), await MarkerAsync(taken.Database.Name));
    }

    [Theory]
    [InlineData("written in")]
    [InlineData("of another template")]
    [InlineData("expired")]
    [InlineData("of a living process")]
    [InlineData("locked")]
    [InlineData("in use")]
    [InlineData("half dropped")]
    [InlineData("handed over")]
    public async Task What_was_left_is_not_taken_where_it_is(string what)
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        await FilledPoolAsync();
        await ClonePools.CloseAsync();
        foreach (var surplus in (await ListReadyAsync()).Skip(1)) await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {surplus}");
        var name = Assert.Single(await ListReadyAsync());
        var marker = (await KeptDatabasesMarkerAsync(name))!;
        await using var session = await store.Server.OpenAsync(what == "in use" ? name : "postgres", Token);

        switch (what)
        {
            case "written in":
                await WriteInAsync(name);
                break;
            case "of another template":
                await CommentAsync(name, marker with { Origin = marker.Origin! with { TemplateOid = 1 } });
                break;
            case "expired":
                await CommentAsync(name, marker with { Expires = DateTimeOffset.UtcNow.AddSeconds(-1) });
                break;
            case "of a living process":
                await CommentAsync(name, marker.ByThisProcess());
                break;
            case "locked":
                await session.ExecuteAsync("SELECT pg_advisory_lock($1)", [AdvisoryLock.KeyOfTemporary(name)], Token);
                break;
            case "half dropped":
                await TestServer.ExecuteAsync("postgres", $"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{name}'");
                break;
            case "handed over":
                await CommentAsync(name, marker with { Role = DatabaseMarker.Temporary });
                break;
        }

        await using var taken = await GetPool().TryTakeAsync("shop", Token);

        Assert.Null(taken);
        await session.DisposeAsync();
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    [Fact]
    public async Task Those_of_a_template_that_is_gone_are_dropped_by_the_next_command()
    {
        await FilledPoolAsync();
        await ClonePools.CloseAsync();
        var left = await ListReadyAsync();
        Assert.DoesNotContain(left, (await OrphanReaper.ReapAsync(store.Server, cancellationToken: Token)).Contains);

        await store.DropAllAsync();
        var reaped = await OrphanReaper.ReapAsync(store.Server, cancellationToken: Token);

        Assert.Equal(left, reaped.Where(left.Contains));
        foreach (var name in left) Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task Those_that_were_left_go_with_a_template_that_somebody_drops()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        await FilledPoolAsync();
        await ClonePools.CloseAsync();
        var left = await ListReadyAsync();

        await store.DropAsync(_template.Name);

        Assert.NotEmpty(left);
        foreach (var name in left) Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task No_more_are_made_of_a_template_that_was_made_anew()
    {
        var pool = await FilledPoolAsync();
        while (await pool.TryTakeAsync("shop", Token) is { } clone) await clone.DisposeAsync();
        await pool.WhenFilledAsync();
        await store.DropAllAsync();
        await store.IsCopyAsync();
        while (pool.Count > 0) await (await pool.TryTakeAsync("shop", Token))!.DisposeAsync();

        await pool.TryTakeAsync("shop", Token);
        await pool.WhenFilledAsync();

        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public async Task One_whose_lock_was_lost_is_handed_over_once_it_is_locked_again()
    {
        var pool = await FilledPoolAsync();
        foreach (var name in await ListReadyAsync()) await TestServer.EndHolderAsync(AdvisoryLock.KeyOfTemporary(name));

        ReadyClone? clone;
        while ((clone = await pool.TryTakeAsync("shop", Token)) is null) await pool.WhenFilledAsync();
        await using var _ = clone;

        Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(clone));
        await clone.Database.EnsureLockedAsync(Token);
    }

    [Fact]
    public async Task One_that_others_took_over_meanwhile_is_left_to_them()
    {
        var pool = await FilledPoolAsync();
        var names = await ListReadyAsync();
        await using var thief = await store.Server.OpenAsync("postgres", Token);
        foreach (var name in names)
        {
            var key = AdvisoryLock.KeyOfTemporary(name);
            await TestServer.EndHolderAsync(key);
            await thief.ExecuteAsync("SELECT pg_advisory_lock($1)", [key], Token);
        }

        await ClonePools.CloseAsync();
        await using var clone = await pool.TryTakeAsync("shop", Token);

        Assert.Null(clone);
        foreach (var name in names)
        {
            Assert.True(await TestServer.ExistsAsync(name));
            await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    [Fact]
    public async Task What_runs_something_of_the_callers_own_in_a_clone_keeps_others_out_of_it()
    {
        var recipe = new DataSourceRecipe("writing", false, 3, connectionString => new DatabaseConnections(
            connectionString, null, builder => builder.UsePhysicalConnectionInitializer(_ => { }, physical => physical.ExecuteAsync("DELETE FROM orders", Token))));
        var pool = ClonePools.Get(store.Server, _template, recipe);
        await pool.TryTakeAsync("shop", Token);
        await pool.WhenFilledAsync();
        Assert.NotEqual(0, pool.Count);

        await ClonePools.CloseAsync();

        Assert.Empty(await ListReadyAsync());
        await using var plain = await GetPool().TryTakeAsync("shop", Token);
        Assert.Null(plain);
    }

    [Fact]
    public async Task A_role_that_may_only_create_databases_has_clones_made_ahead()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        RestoreOptions As(RestoreOptions options) => options with { Connection = role.ConnectionString };
        await store.IsCopyAsync(As);
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
        var template = Assert.Single(await new TemplateCatalog(server).ListAsync(Token));
        var pool = ClonePools.Get(server, template, Plain);
        for (var i = 0; i < 2; i++)
        {
            if (await pool.TryTakeAsync("shop", Token) is { } taken) await taken.DisposeAsync();
            await pool.WhenFilledAsync();
        }

        await using (var clone = await pool.TryTakeAsync("shop", Token)) Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(clone!));
        await ClonePools.CloseAsync();
        await using (var left = await ClonePools.Get(server, template, Plain).TryTakeAsync("shop", Token))
        {
            Assert.Equal(server.Version.Major >= 15, left is not null);
            if (left is not null) Assert.Equal(((long)ShopStore.Rows, 2L), await ReadAsync(left));
        }

        await ClonePools.CloseAsync();
        await new TemplateCatalog(server).DropAsync(template.Name, Token);
        await OrphanReaper.ReapAsync(server, cancellationToken: Token);
    }

    private ClonePool GetPool() => ClonePools.Get(store.Server, _template, Plain);

    private async Task<ClonePool> FilledPoolAsync()
    {
        var pool = GetPool();
        for (var i = 0; i < 2; i++)
        {
            if (await pool.TryTakeAsync("shop", Token) is { } clone) await clone.DisposeAsync();
            await pool.WhenFilledAsync();
        }

        Assert.Equal(2, pool.Count);
        return pool;
    }

    private static async Task<(long Orders, long Tables)> ReadAsync(ReadyClone clone)
    {
        await using var connection = await clone.Connections.DataSource.OpenConnectionAsync(Token);
        Assert.Equal(ConnectionState.Open, connection.State);
        const string sql = "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM pg_tables WHERE schemaname = 'public')";
        return (await connection.QueryAsync(sql, [], row => (row.GetInt64(0), row.GetInt64(1)), Token))[0];
    }

    private static async Task WriteInAsync(string database)
    {
        var before = await CountSessionsAsync(database);
        await TestServer.ExecuteAsync(database, "DELETE FROM orders");
        while (await CountSessionsAsync(database) == before) await Task.Delay(20, Token);
    }

    private static async Task<long> CountSessionsAsync(string database) =>
        (long)(await TestServer.ScalarAsync("postgres", $"SELECT pg_stat_get_db_sessions(oid) FROM pg_database WHERE datname = '{database}'"))!;

    private async Task<IReadOnlyList<string>> ListReadyAsync()
    {
        await using var connection = await store.Server.OpenMaintenanceAsync(Token);
        var databases = await connection.QueryAsync(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database ORDER BY datname", [], row => (Name: row.GetString(0), Marker: DatabaseMarker.Parse(row.GetText(1))), Token);
        return [.. databases.Where(database => database.Marker is { Role: DatabaseMarker.Ready } marker && marker.Origin!.Template == _template.Marker!.Key).Select(database => database.Name)];
    }

    private async Task<DatabaseMarker?> KeptDatabasesMarkerAsync(string name)
    {
        await using var connection = await store.Server.OpenMaintenanceAsync(Token);
        return await KeptDatabases.ReadAsync(connection, name, Token);
    }

    private async Task<(string? Role, string? Target, int? Process)> MarkerAsync(string name) =>
        await KeptDatabasesMarkerAsync(name) is { } marker ? (marker.Role, marker.Target, marker.ProcessId) : (null, null, null);

    private async Task CommentAsync(string name, DatabaseMarker marker)
    {
        await using var connection = await store.Server.OpenMaintenanceAsync(Token);
        await connection.CommentOnDatabaseAsync(name, marker.ToComment(), Token);
    }

    private async Task DropLeftAsync()
    {
        await ClonePools.CloseAsync();
        if (_template is null) return;
        foreach (var name in await ListReadyAsync()) await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
    }
}
