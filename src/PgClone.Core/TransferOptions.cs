namespace PgClone;

/// <summary>Which dump goes from one store into another. Null means: as the settings say.</summary>
public sealed record TransferOptions
{
    /// <summary>A dump key, or a database's name for its latest dump; default: the latest dump of the settings' database.</summary>
    public string? Source { get; init; }

    /// <summary>The dump configuration that the latest dump is to be of; null: <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; init; }

    /// <summary>Where the dump lies.</summary>
    public string? From { get; init; }

    /// <summary>Where it is to lie, too.</summary>
    public string? To { get; init; }

    /// <summary>The name alone: what has a storage address among its members never prints it.</summary>
    public override string ToString() => nameof(TransferOptions);
}
