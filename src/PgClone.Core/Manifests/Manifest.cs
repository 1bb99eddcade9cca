using System.Collections.ObjectModel;
using PgClone.Archives;

namespace PgClone.Manifests;

/// <summary>What is known of one archive beyond its own words. It lies beside the archive as JSON, and holds no secret.</summary>
internal sealed record Manifest
{
    /// <summary>The version that this program writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public required int FormatVersion { get; init; }

    /// <summary>SHA-256 over the hashes of the head and all blocks in their order: the head is written last, so that a plain hash of the file can't be had in one pass.</summary>
    public required string Identity { get; init; }

    /// <summary>The database that was dumped.</summary>
    public required string Database { get; init; }

    /// <summary>The dump configuration.</summary>
    public required string Config { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>How long the dump took, hooks included.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Where the dump came from.</summary>
    public required ManifestServer Server { get; init; }

    public required string PgDumpVersion { get; init; }

    /// <summary>The patterns of the tables whose rows were left out.</summary>
    public required IReadOnlyList<string> ExcludedData { get; init; }

    /// <summary>What was chosen to be dumped or left out, as people write it, by the names of the options. Empty where all was dumped, and in manifests of older releases.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The names of the hooks that ran before.</summary>
    public required IReadOnlyList<string> Hooks { get; init; }

    /// <summary>The archive's size.</summary>
    public required long Bytes { get; init; }

    public required ManifestHead Head { get; init; }

    /// <summary>The data blocks, as they follow each other.</summary>
    public required IReadOnlyList<ManifestBlock> Blocks { get; init; }

    /// <summary>Where the archive's data blocks lie, and how each is checked.</summary>
    public BlockIndex ToIndex() => BlockIndex.Of(Blocks.ToDictionary(
        block => block.DumpId, block => new BlockLocation(block.Offset, block.Bytes) { Sha256 = block.Sha256, Rows = block.Rows }));

    /// <summary>Makes sure that an archive's head and size are those that this describes. Its blocks are checked while they are read.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.ArchiveChanged"/>.</exception>
    public void Check(Archive archive, long length)
    {
        if (archive.HeadSha256 != Head.Sha256)
            throw ArchiveFailure.Changed(archive.Name, "The SHA-256 of its header and table of contents is another one: a part was changed, or another archive was put in its place.");
        if (length != Bytes) throw ArchiveFailure.Changed(archive.Name, $"It has {length} bytes instead of {Bytes}.");
    }
}
