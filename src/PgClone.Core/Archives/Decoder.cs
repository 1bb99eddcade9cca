using System.IO.Compression;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace PgClone.Archives;

/// <summary>Opens the decompressor of a compression.</summary>
internal static class Decoder
{
    private const int ReadBuffer = 128 * 1024;

    /// <param name="compressed">What it reads. It stays open.</param>
    /// <param name="compression">How that is compressed; where it is not, the stream itself is given back.</param>
    public static Stream Open(Stream compressed, ArchiveCompression compression) => compression switch
    {
        ArchiveCompression.Zlib => new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true),
        ArchiveCompression.Lz4 => LZ4Stream.Decode(compressed, leaveOpen: true),
        ArchiveCompression.Zstd => new DecompressionStream(compressed, ReadBuffer, checkEndOfStream: true, leaveOpen: true),
        _ => compressed,
    };
}
