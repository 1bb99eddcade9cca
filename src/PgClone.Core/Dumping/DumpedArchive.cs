using PgClone.Archives;
using PgClone.Manifests;

namespace PgClone.Dumping;

/// <summary>An archive that was stored.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Header">What it says of itself.</param>
/// <param name="Head">Its header and table of contents, as they were stored.</param>
/// <param name="Blocks">Its data blocks, in their order.</param>
internal sealed record DumpedArchive(long Bytes, ArchiveHeader Header, ManifestHead Head, IReadOnlyList<ManifestBlock> Blocks);
