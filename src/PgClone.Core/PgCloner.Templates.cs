using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Storage;
using PgClone.Templates;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>The templates on the server that the user may drop, the one that was last copied first.</summary>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerUnreachable"/> or <see cref="ErrorCode.AuthenticationFailed"/>.</exception>
    public Task<IReadOnlyList<TemplateInfo>> ListTemplatesAsync(string? connection = null, string? database = null, CancellationToken cancellationToken = default) => WithCodesAsync(async () =>
    {
        var server = await OfServer(database).GetServerAsync(connection, cancellationToken).ConfigureAwait(false);
        return InfosOf(await new TemplateCatalog(server).ListAsync(cancellationToken).ConfigureAwait(false));
    });

    /// <summary>Drops templates, once nobody copies them any more. The next restore makes anew what it needs.</summary>
    /// <param name="name">A template's name, a dump key, or the name of a database that was dumped, here or there; null: all templates.</param>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops; what was dropped by then stays dropped.</param>
    /// <returns>Those that were dropped.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerUnreachable"/>, <see cref="ErrorCode.AuthenticationFailed"/> or <see cref="ErrorCode.ServerRefused"/>.</exception>
    public Task<IReadOnlyList<TemplateInfo>> DropTemplatesAsync(string? name = null, string? connection = null, string? database = null, CancellationToken cancellationToken = default)
    {
        var aliased = name is null ? null : Of(name);
        var called = aliased is var (_, own) ? own : name;
        return (database is null && aliased is var (engine, _) ? engine : OfServer(database)).DropTemplatesAsync(
            connection, templates => templates.Where(template => called is null || IsCalled(template, called)), cancellationToken);
    }

    /// <summary>Drops the templates that would not be copied any more, those that are too many or together too large by the settings, and those that nobody has copied for some time.</summary>
    /// <param name="unusedFor">How long nobody has copied them; null: it does not matter.</param>
    /// <param name="connection">The server, as an Npgsql connection string; null: as the settings say.</param>
    /// <param name="database">The database whose server is meant, where the settings name several; null: the default one.</param>
    /// <param name="cancellationToken">Stops; what was dropped by then stays dropped.</param>
    /// <returns>Those that were dropped.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerUnreachable"/>, <see cref="ErrorCode.AuthenticationFailed"/> or <see cref="ErrorCode.ServerRefused"/>.</exception>
    public Task<IReadOnlyList<TemplateInfo>> PruneTemplatesAsync(TimeSpan? unusedFor = null, string? connection = null, string? database = null, CancellationToken cancellationToken = default) =>
        OfServer(database).DropTemplatesAsync(
            connection,
            templates => TemplateLimits.FindSurplus(templates)
                .Union(templates.Where(template => template.WhyUnusable is not null || template.Marker!.Used < _clock.GetUtcNow() - unusedFor)),
            cancellationToken);

    private Task<IReadOnlyList<TemplateInfo>> DropTemplatesAsync(
        string? connection, Func<IReadOnlyList<Template>, IEnumerable<Template>> choose, CancellationToken cancellationToken) => WithCodesAsync(async () =>
    {
        var server = await GetServerAsync(connection, cancellationToken).ConfigureAwait(false);
        var templates = new TemplateCatalog(server);
        var chosen = choose(await templates.ListAsync(cancellationToken).ConfigureAwait(false)).ToList();
        foreach (var template in chosen) await templates.DropAsync(template.Name, cancellationToken).ConfigureAwait(false);
        // Clones that were left of them are of no use to anybody any more.
        if (chosen.Count > 0) await OrphanReaper.ReapAsync(server, cancellationToken).ConfigureAwait(false);
        return InfosOf(chosen);
    });

    private TemplateLimits TemplateLimits => new(settings.TemplateCount, settings.TemplateSize);

    private static bool IsCalled(Template template, string name) =>
        template.Name == name || template.Marker?.DumpKey == name || (DumpKey.TryParse(template.Marker?.DumpKey, out var key) && key.Database == name);

    private static IReadOnlyList<TemplateInfo> InfosOf(IEnumerable<Template> templates) =>
        [.. templates.Select(template => new TemplateInfo(
            template.Name, template.Marker?.DumpKey, template.Marker?.HasHooks ?? false, template.Marker?.Created, template.Marker?.Used, template.Bytes, template.WhyUnusable))];
}
