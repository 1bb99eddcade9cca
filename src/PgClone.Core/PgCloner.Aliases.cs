using PgClone.Configuration;
using PgClone.Storage;

namespace PgClone;

/// <content>Names that stand for databases are replaced by these before anything else is done.</content>
public sealed partial class PgCloner
{
    /// <summary>The engine for what a name stands for, and the database's own name; a dump key, or null, stands for the default database.</summary>
    private (PgCloner Engine, string? Database)? Of(string? name)
    {
        var isKey = name is null || DumpKey.TryParse(name, out _);
        return settings.Of(isKey ? null : name) is { } chosen ? (With(chosen), isKey ? name : chosen.Database) : null;
    }

    /// <summary>The alias of the source chooses dump and target; one of the target chooses the target alone.</summary>
    private (PgCloner Engine, RestoreOptions Options)? Of(RestoreOptions options)
    {
        var source = options.Source is null || DumpKey.TryParse(options.Source, out _) ? null : settings.Of(options.Source);
        var target = options.Database is null ? null : settings.Of(options.Database);
        if ((target ?? source ?? (options.Database is null ? settings.Of(null) : null)) is not { } chosen) return null;

        return (With(chosen), options with
        {
            Source = source is null ? options.Source : source.Database,
            Database = target is null ? options.Database : null,
            Storage = options.Storage ?? (source is null || source.Storage == chosen.Storage ? null : source.Storage),
        });
    }

    /// <summary>The engine for the server that a database is on; null stands for the default database.</summary>
    private PgCloner OfServer(string? database) => Of(database) is var (engine, _) ? engine : this;

    private PgCloner With(PgCloneSettings chosen) => new(chosen, progress, loggerFactory, store, timeProvider);
}
