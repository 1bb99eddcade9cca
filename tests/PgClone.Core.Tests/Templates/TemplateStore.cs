using PgClone.Configuration;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Templates;

/// <summary>A store of one small dump, restores of it that keep templates, and the templates that they left: these are dropped after the last test.</summary>
public sealed class TemplateStore : IAsyncLifetime
{
    private readonly ShopStore _shop = new();
    private readonly TemporaryFolder _data = new();

    public string Key => _shop.Key;

    public string File => _shop.File;

    public PostgresServer Server => _shop.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _shop.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await DropAllAsync();
        await _shop.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>A restore that keeps templates, on this server.</summary>
    public Task<TemporaryRestore> RestoreAsync(Func<RestoreOptions, RestoreOptions>? change = null, params IHook[] hooks) => RestoreAsync(change, null, hooks);

    /// <summary>A restore that keeps templates, on this server, with other settings.</summary>
    public async Task<TemporaryRestore> RestoreAsync(
        Func<RestoreOptions, RestoreOptions>? change, Func<PgCloneSettings, PgCloneSettings>? settings, params IHook[] hooks)
    {
        var options = new RestoreOptions { Source = Key, Templates = TemplateUse.On, Hooks = hooks };
        return await (await _shop.CreateClonerAsync(settings)).RestoreTemporaryAsync(change?.Invoke(options) ?? options, Token);
    }

    /// <summary>The same as <see cref="RestoreAsync"/>, but only whether it was a copy.</summary>
    public async Task<bool> IsCopyAsync(Func<RestoreOptions, RestoreOptions>? change = null, params IHook[] hooks)
    {
        await using var restore = await RestoreAsync(change, hooks);
        return restore.Result.IsCopy;
    }

    public async Task<RestoreResult> RestoreTargetAsync(string target, string? dump = null) =>
        await (await _shop.CreateClonerAsync(settings => settings with { DataDirectory = _data.Path })).RestoreAsync(new RestoreOptions { Source = dump ?? Key, Database = target, Templates = TemplateUse.On }, Token);

    /// <summary>The templates of this dump.</summary>
    internal async Task<IReadOnlyList<Template>> ListAsync(string? dump = null) =>
        [.. (await new TemplateCatalog(Server).ListAsync(Token)).Where(template => template.Marker is null || template.Marker.DumpKey == (dump ?? Key))];

    /// <returns>The key of the dump.</returns>
    public async Task<string> DumpAsync(string database) => (await (await _shop.CreateClonerAsync()).DumpAsync(new DumpOptions { Database = database }, Token)).Key.Value;

    /// <summary>Drops what is too much by the settings.</summary>
    /// <returns>The names.</returns>
    public async Task<IReadOnlyList<string>> PruneAsync(string connection, Func<PgCloneSettings, PgCloneSettings> settings) =>
        [.. (await (await _shop.CreateClonerAsync(settings)).PruneTemplatesAsync(connection: connection, cancellationToken: Token)).Select(template => template.Name)];

    /// <summary>Drops a template as users do.</summary>
    public async Task DropAsync(string name) => await (await _shop.CreateClonerAsync()).DropTemplatesAsync(name, cancellationToken: Token);

    /// <summary>Drops the templates of a dump; default: of the one that is here.</summary>
    public async Task DropAllAsync(string? dump = null)
    {
        foreach (var template in await ListAsync(dump)) await new TemplateCatalog(Server).DropAsync(template.Name, CancellationToken.None);
    }
}
