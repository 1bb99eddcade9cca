using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Restoring.Planning;

namespace PgClone.Dumping;

/// <summary>What is dumped of a database, and how pg_dump does it.</summary>
internal sealed record DumpContent
{
    public static readonly DumpContent Everything = new();

    /// <summary>The schemas, tables and rows, as a restore would select them.</summary>
    public RestorePlanOptions Selected { get; private init; } = new();

    public bool NoLargeObjects { get; private init; }

    /// <summary>A method and perhaps a level, or <see cref="CompressionKind.Auto"/>.</summary>
    public string Compression { get; private init; } = CompressionKind.Auto;

    /// <summary>The id of an exported snapshot; null: none.</summary>
    public string? Snapshot { get; private init; }

    /// <summary>More arguments for pg_dump.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.InvalidOption"/>: an argument can't be handed to pg_dump.</exception>
    public static DumpContent From(DumpChoices choices)
    {
        DumpArguments.Check(choices.DumpArguments ?? []);
        return new DumpContent
        {
            Selected = RestorePlanOptions.From(DumpOptionList.AsRestore(choices)),
            NoLargeObjects = choices.NoLargeObjects ?? false,
            Compression = choices.Compress ?? CompressionKind.Auto,
            Snapshot = choices.Snapshot,
            Arguments = choices.DumpArguments ?? [],
        };
    }
}
