using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>The dumps of a store, newest first by the time that their keys tell, whatever their layout and instance.</summary>
internal sealed class Catalog
{
    private const int KeysInAdvice = 5;

    /// <summary>How many parts of a key <c>instance/database/config/time</c> name its configuration, too.</summary>
    private const int ConfigPartOfInstanceLayout = 3;

    public Catalog(IEnumerable<StoredDump> dumps) =>
        Dumps = [.. dumps.OrderByDescending(d => d.Key.Timestamp).ThenBy(d => d.Key.Value, StringComparer.Ordinal)];

    public IReadOnlyList<StoredDump> Dumps { get; }

    public IReadOnlyList<string> Databases => Names(d => d.Key.Database);

    public IReadOnlyList<string> Instances => Names(d => d.Key.Instance);

    public IReadOnlyList<string> Configs => Names(d => d.Key.Config);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.StoreUnavailable"/>.</exception>
    public static async Task<Catalog> ReadAsync(IDumpStore store, CancellationToken cancellationToken = default) =>
        new(await store.ListAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>What a source may mean; all that there is, where it means nothing: advice is made of it.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.StoreUnavailable"/>.</exception>
    public static async Task<Catalog> FindAsync(IDumpStore store, string source, CancellationToken cancellationToken = default)
    {
        var found = new Catalog(await store.FindAsync(source, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false));
        return found.Has(source) || found.Of(source).Count > 0 ? found : await ReadAsync(store, cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<StoredDump> OfDatabase(string database) => [.. Dumps.Where(d => d.Key.Database == database)];

    /// <summary>Whether a dump has that key.</summary>
    public bool Has(string key) => Dumps.Any(d => d.Key.Value == key);

    /// <summary>Finds the dump that a user means.</summary>
    /// <param name="source">A dump key; or a database, or the first parts of a key such as <c>prod/shop</c>, for the newest dump there.</param>
    /// <param name="config">
    /// The configuration that the newest dump is to be of. Null: of <c>default</c>, and only where it has none, of any: last night's dump that
    /// left out half of the rows is not the latest one.
    /// </param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, or <see cref="ErrorCode.InvalidDumpKey"/> for what looks like
    /// a key and is none.</exception>
    public StoredDump Resolve(string source, string? config = null)
    {
        if (Dumps.FirstOrDefault(d => d.Key.Value == source) is { } named) return named;

        var dumps = Of(source);
        if (dumps.Count == 0) throw NotFound(source);

        var ofConfig = dumps.FirstOrDefault(d => d.Key.Config == (config ?? DumpKey.DefaultConfig));
        return ofConfig ?? (config is null ? dumps[0] : throw NotFound(source, config, dumps));
    }

    /// <summary>What is to be said of a dump that <see cref="Resolve"/> found, if anything is: that it is of a configuration that nobody asked for.</summary>
    public static string? NoticeOf(string source, string? config, DumpKey found)
    {
        var isNamed = source == found.Value || config is not null || source.Split('/').Length == ConfigPartOfInstanceLayout;
        return isNamed || found.Config == DumpKey.DefaultConfig
            ? null
            : $"There is no dump of \"{source}\" of the configuration {DumpKey.DefaultConfig}; the newest of all is taken, which is of {found.Config}: {found}.";
    }

    /// <summary>The dumps of a database; where it has none, those below the first parts of a key.</summary>
    private IReadOnlyList<StoredDump> Of(string source) => OfDatabase(source) is { Count: > 0 } ofDatabase
        ? ofDatabase
        : [.. Dumps.Where(d => d.Key.Value.StartsWith(source + '/', StringComparison.Ordinal))];

    private PgCloneException NotFound(string source)
    {
        if (source.EndsWith(DumpKey.Extension, StringComparison.Ordinal))
        {
            var key = DumpKey.Parse(source);
            var nearest = OfDatabase(key.Database).OrderBy(d => (d.Key.Timestamp - key.Timestamp).Duration()).Take(KeysInAdvice).ToList();
            return new PgCloneException(
                ErrorCode.DumpNotFound, $"There is no dump '{source}'.", why: nearest.Count == 0 ? WhatThereIs() : null,
                advice: nearest.Count == 0 ? null : "The nearest are: " + string.Join(", ", nearest.Select(d => d.Key)));
        }

        if (!source.Split('/').All(KeyPart.IsSafe)) _ = DumpKey.Parse(source);

        return new PgCloneException(
            ErrorCode.DumpNotFound, $"There is no dump of a database '{source}'.", why: WhatThereIs(),
            advice: "Make one with `pgclone dump`, or check that the storage location is the right one.");
    }

    private static PgCloneException NotFound(string source, string config, IReadOnlyList<StoredDump> dumps) => new(
        ErrorCode.DumpNotFound, $"There is no dump of '{source}' of the dump configuration '{config}'.",
        why: "There are dumps of: " + string.Join(", ", dumps.Select(d => d.Key.Config).Distinct().Order(StringComparer.Ordinal)),
        advice: $"Choose one of these as dumpConfig, or make a dump with `pgclone dump --config {config}`.");

    private string WhatThereIs() =>
        Dumps.Count == 0 ? "The store is empty." : "There are dumps of: " + string.Join(", ", Databases);

    private IReadOnlyList<string> Names(Func<StoredDump, string?> name) =>
        [.. Dumps.Select(name).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
