using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using ZstdSharp;

namespace PgClone.Archives;

/// <summary>Compresses the pieces of a stream, each for itself, so that several can be worked on at once. What comes out, one after the other, is one stream to every decompressor.</summary>
internal abstract class PieceCodec
{
    /// <summary>What comes out is that.</summary>
    public abstract ArchiveCompression Compression { get; }

    /// <summary>The level, as the method counts.</summary>
    public required int Level { get; init; }

    /// <summary>Whether the last piece needs the checksum of all of them.</summary>
    public virtual bool NeedsChecksum => false;

    /// <summary>Compresses a piece; from any thread.</summary>
    /// <param name="piece">The piece. Only the last may be empty.</param>
    /// <param name="output">Takes what comes out, perhaps nothing.</param>
    /// <param name="isFirst">Whether the stream begins with it.</param>
    /// <param name="isLast">Whether the stream ends with it.</param>
    /// <param name="checksum">For the last: <see cref="Adler32"/> of the whole stream.</param>
    public abstract void Compress(ReadOnlySpan<byte> piece, MemoryStream output, bool isFirst, bool isLast, uint checksum);

    /// <summary>Deflated pieces that end at a byte's border, in zlib's frame.</summary>
    public sealed class Zlib : PieceCodec
    {
        private static readonly byte[] Header = [0x78, 0x5E];

        /// <summary>A block with nothing in it that is the last.</summary>
        private static readonly byte[] EmptyBlock = [0x03, 0x00];

        public override ArchiveCompression Compression => ArchiveCompression.Zlib;

        public override bool NeedsChecksum => true;

        public override void Compress(ReadOnlySpan<byte> piece, MemoryStream output, bool isFirst, bool isLast, uint checksum)
        {
            if (isFirst) output.Write(Header);
            if (!piece.IsEmpty) Deflate(piece, output, isLast);
            if (!isLast) return;

            // DeflateStream writes nothing at all of nothing.
            if (piece.IsEmpty) output.Write(EmptyBlock);
            Span<byte> trailer = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(trailer, checksum);
            output.Write(trailer);
        }

        private void Deflate(ReadOnlySpan<byte> piece, MemoryStream output, bool isLast)
        {
            var end = -1L;
            using (var deflate = new DeflateStream(output, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true))
            {
                deflate.Write(piece);
                if (!isLast)
                {
                    deflate.Flush();
                    end = output.Length;
                }
            }

            // What it adds when it is closed says that nothing follows.
            if (end >= 0) output.SetLength(end);
        }
    }

    /// <summary>A frame for each piece.</summary>
    public sealed class Zstd : PieceCodec
    {
        private readonly ConcurrentBag<Compressor> _idle = [];

        public override ArchiveCompression Compression => ArchiveCompression.Zstd;

        public override void Compress(ReadOnlySpan<byte> piece, MemoryStream output, bool isFirst, bool isLast, uint checksum)
        {
            if (piece.IsEmpty && !isFirst) return;

            if (!_idle.TryTake(out var compressor)) compressor = new Compressor(Level);
            output.Write(compressor.Wrap(piece));
            _idle.Add(compressor);
        }
    }
}
