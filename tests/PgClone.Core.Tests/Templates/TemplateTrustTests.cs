using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Templates;

/// <summary>What must not be taken for a template of what is wanted.</summary>
[Collection("Templates")]
public sealed class TemplateTrustTests(TemplateStore store) : IClassFixture<TemplateStore>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await store.DropAllAsync();
        Assert.False(await store.IsCopyAsync());
        Assert.True(await store.IsCopyAsync());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_that_somebody_opened_and_closed_again_is_made_anew()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        var name = (await TemplateAsync()).Name;
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await TestServer.ExecuteAsync(name, "DELETE FROM orders");
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        while ((await TemplateAsync()).WhyUnusable is null) await Task.Delay(50, Token);

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_that_lets_sessions_in_is_made_anew()
    {
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {(await TemplateAsync()).Name} ALLOW_CONNECTIONS true");

        await AssertRestoredAsync();
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("'{\"pgclone\":'")]
    [InlineData("'{\"pgclone\":{\"role\":\"template\"}}'")]
    [InlineData("'mine'")]
    public async Task One_whose_marker_is_not_a_templates_is_made_anew(string comment)
    {
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {(await TemplateAsync()).Name} IS {comment}");

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_with_another_key_behind_the_same_name_is_made_anew()
    {
        var template = await TemplateAsync();
        var other = template.Marker! with { Key = template.Marker!.Key[..40] + new string('0', 24) };
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {template.Name} IS '{other.ToComment()}'");

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_whose_collations_are_of_another_version_is_made_anew()
    {
        await TestServer.ExecuteAsync("postgres", $"UPDATE pg_database SET datcollversion = 'of old' WHERE datname = '{(await TemplateAsync()).Name}'");

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_that_was_dropped_is_made_anew()
    {
        await new TemplateCatalog(store.Server).DropAsync((await TemplateAsync()).Name, Token);

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_that_is_half_dropped_is_made_anew()
    {
        await TestServer.ExecuteAsync("postgres", $"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{(await TemplateAsync()).Name}'");

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task One_that_is_too_old_is_made_anew_and_a_cold_restore_takes_none_from_before()
    {
        var old = await TemplateAsync();
        var marker = old.Marker! with { Created = DateTimeOffset.UtcNow.AddHours(-3) };
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {old.Name} IS '{marker.ToComment()}'");

        var young = await store.IsCopyAsync(options => options with { MaxAge = TimeSpan.FromHours(4) });
        var cold = await store.IsCopyAsync(options => options with { Cold = true });
        // The one that this process made is no older than it.
        var again = await store.IsCopyAsync(options => options with { Cold = true });
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {old.Name} IS '{marker.ToComment()}'");
        var stale = await store.IsCopyAsync(options => options with { MaxAge = TimeSpan.FromHours(2) });

        Assert.Equal((true, false, true, false), (young, cold, again, stale));
    }

    [Fact]
    public async Task A_lost_count_of_a_crash_is_taken_for_a_change()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        var template = await TemplateAsync();
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {template.Name} IS '{(template.Marker! with { Sessions = template.Sessions + 3 }).ToComment()}'");

        await AssertRestoredAsync();
    }

    [Fact]
    public async Task Other_choices_are_another_template_and_the_number_of_jobs_is_none()
    {
        var other = await store.IsCopyAsync(options => options with { Exclude = ["public.orders"] });
        var jobs = await store.IsCopyAsync(options => options with { Jobs = 1 });

        Assert.Equal((false, true), (other, jobs));
        Assert.Equal(2, (await store.ListAsync()).Count);
    }

    [Fact]
    public async Task Another_role_or_one_with_other_settings_has_another_template()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        Task<bool> IsCopyAsync() => store.IsCopyAsync(options => options with { Connection = role.ConnectionString });

        var ofRole = await IsCopyAsync();
        var again = await IsCopyAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER ROLE {role.QuotedName} SET default_toast_compression = 'lz4'");
        var ofSetting = await IsCopyAsync();

        Assert.Equal((false, true, false), (ofRole, again, ofSetting));
        await store.DropAllAsync();
    }

    [Fact]
    public async Task Of_roles_those_count_that_the_dump_names()
    {
        await using var unnamed = await TestRole.CreateAsync();
        var named = PostgresIdentifier.Quote(TestServer.UniqueName());
        await using var database = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {named}");
        await database.ExecuteAsync($"CREATE TABLE t (id int); CREATE POLICY p ON t TO {named}, CURRENT_USER USING (true)");
        var dump = await store.DumpAsync(database.Name);
        await database.DisposeAsync();
        await TestServer.ExecuteAsync("postgres", $"DROP ROLE {named}");
        Task<bool> IsCopyAsync() => store.IsCopyAsync(options => options with { Source = dump });

        await IsCopyAsync();
        await using var another = await TestRole.CreateAsync();
        var same = await IsCopyAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {named}");
        var now = await IsCopyAsync();

        Assert.Equal((true, false), (same, now));
        await store.DropAllAsync(dump);
        await TestServer.ExecuteAsync("postgres", $"DROP ROLE {named}");
    }

    [Fact]
    public async Task One_whose_lock_another_session_holds_is_not_waited_for_where_it_is_there()
    {
        var template = await TemplateAsync();
        await using var other = await OwnerSession.OpenAsync(store.Server, Token);
        Assert.True(await AdvisoryLock.TryTakeAsync(other, AdvisoryLock.KeyOfTemplate(template.Marker!.Key), Token));

        Assert.True(await store.IsCopyAsync());
    }

    private async Task<Template> TemplateAsync() => Assert.Single(await store.ListAsync());

    private async Task AssertRestoredAsync()
    {
        await using var restore = await store.RestoreAsync();
        Assert.False(restore.Result.IsCopy);
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(restore.Result.Database, "SELECT count(*) FROM orders"));
        Assert.Null((await TemplateAsync()).WhyUnusable);
        Assert.True(await store.IsCopyAsync());
    }
}
