using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Templates;

/// <summary>How many templates are kept, and how much of the disk they take: of a role's own, as others use the server, too.</summary>
[Collection("Templates")]
public sealed class TemplateLimitsTests(TemplateStore store) : IClassFixture<TemplateStore>, IAsyncLifetime
{
    private TestRole _role = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _role = await TestRole.CreateAsync(attributes: "CREATEDB");

    public async ValueTask DisposeAsync()
    {
        await store.DropAllAsync();
        await _role.DisposeAsync();
    }

    [Fact]
    public async Task The_one_that_was_not_copied_for_the_longest_time_goes_first()
    {
        var first = await MakeAsync("public.orders", count: 2);
        var second = await MakeAsync("public.customer", count: 2);
        // It was made last, and is the one that nobody has wanted since.
        var unused = (second.Marker! with { Used = DateTimeOffset.UtcNow.AddHours(-2) }).ToComment();
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {second.Name} IS {Sql.PostgresLiteral.Quote(unused)}");

        var third = await MakeAsync("public.*", count: 2);

        Assert.Equal(new[] { first.Name, third.Name }.Order(), (await ListAsync()).Select(template => template.Name).Order());
    }

    [Fact]
    public async Task Of_those_that_are_too_large_together_the_last_one_stays()
    {
        await MakeAsync("public.orders", bytes: 1_000_000_000);
        await MakeAsync("public.customer", bytes: 1_000_000_000);
        Assert.Equal(2, (await ListAsync()).Count);

        var last = await MakeAsync("public.*", bytes: 1_000_000);

        Assert.Equal(last.Name, Assert.Single(await ListAsync()).Name);
    }

    [Fact]
    public async Task Pruning_keeps_to_them_too()
    {
        await MakeAsync("public.orders");
        var last = await MakeAsync("public.customer");

        var pruned = await store.PruneAsync(_role.ConnectionString, settings => settings with { TemplateCount = 1 });

        Assert.Equal(last.Name, Assert.Single(await ListAsync()).Name);
        Assert.Single(pruned);
    }

    private async Task<Template> MakeAsync(string excludedRows, int? count = null, long? bytes = null)
    {
        var before = (await ListAsync()).Select(template => template.Name).ToList();
        await using (await store.RestoreAsync(
            options => options with { Connection = _role.ConnectionString, Exclude = [excludedRows] },
            settings => settings with { TemplateCount = count, TemplateSize = bytes }))
            return Assert.Single(await ListAsync(), template => !before.Contains(template.Name));
    }

    /// <summary>The role's own, which are what a restore of its own looks at.</summary>
    private async Task<IReadOnlyList<Template>> ListAsync() =>
        await new TemplateCatalog(await PostgresServer.ConnectAsync(_role.ConnectionString, cancellationToken: Token)).ListAsync(Token);
}
