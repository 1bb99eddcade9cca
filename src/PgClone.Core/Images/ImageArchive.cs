using System.Formats.Tar;
using System.IO.Pipelines;
using System.Security.Cryptography;
using PgClone.Files;
using ZstdSharp;

namespace PgClone.Images;

/// <summary>The files of a stopped cluster as one tar file, compressed by zstd: folders and plain files, without owners and times. Whatever else a tar file may hold is refused.</summary>
internal static class ImageArchive
{
    /// <summary>The second least that zstd does: the time goes into reading and writing the files.</summary>
    private const int Level = 1;

    /// <summary>So much is decompressed ahead of what is in its file.</summary>
    private const int Ahead = 16 * BufferSize;

    private const int BufferSize = 1 << 20;

    // What a server leaves for itself, or for people, and does not need again.
    private static readonly string[] LeftOut = ["postmaster.pid", "postmaster.opts"];

    /// <summary>Packs a data directory.</summary>
    /// <returns>The archive's hash, the bytes of all files, and how many there are.</returns>
    /// <exception cref="IOException">Something can't be read or written, or there is a link in it: a tablespace lies elsewhere.</exception>
    public static async Task<(string Sha256, long Bytes, int Files)> PackAsync(string data, Stream archive, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        var (bytes, files) = (0L, 0);
        var hashed = new CryptoStream(archive, hash, CryptoStreamMode.Write, leaveOpen: true);
        await using (hashed.ConfigureAwait(false))
        {
            var compressed = new CompressionStream(hashed, Level, leaveOpen: true);
            await using (compressed.ConfigureAwait(false))
            {
                var tar = new TarWriter(compressed, TarEntryFormat.Ustar, leaveOpen: true);
                await using (tar.ConfigureAwait(false)) await AddAsync(tar, new DirectoryInfo(data), "").ConfigureAwait(false);
            }

            await hashed.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
        }

        return (Convert.ToHexStringLower(hash.Hash!), bytes, files);

        async Task AddAsync(TarWriter tar, DirectoryInfo folder, string prefix)
        {
            PrivateFiles.RefuseLink(folder);
            foreach (var file in folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Where(file => !LeftOut.Contains(file.Name)))
            {
                PrivateFiles.RefuseLink(file);
                var content = file.OpenRead();
                await using var _ = content.ConfigureAwait(false);
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, prefix + file.Name) { DataStream = content }, cancellationToken).ConfigureAwait(false);
                bytes += content.Length;
                files++;
            }

            foreach (var inner in folder.EnumerateDirectories().OrderBy(inner => inner.Name, StringComparer.Ordinal))
            {
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, $"{prefix}{inner.Name}/"), cancellationToken).ConfigureAwait(false);
                await AddAsync(tar, inner, $"{prefix}{inner.Name}/").ConfigureAwait(false);
            }
        }
    }

    /// <summary>Unpacks an archive into a folder that nobody takes for a cluster before this has ended well: only at the end is all of it compared with the manifest.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="manifest">What it has to be.</param>
    /// <param name="folder">The folder, which is there and holds no file.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InvalidDataException">It is another one, cut or damaged.</exception>
    public static async Task UnpackAsync(Stream archive, ImageManifest manifest, string folder, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        var (bytes, files) = (0L, 0);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, minimumSegmentSize: BufferSize, useSynchronizationContext: false));
        var decompressing = Task.Run(() => DecompressAsync(archive, hash, pipe.Writer, cancellationToken), CancellationToken.None);
        try
        {
            var content = pipe.Reader.AsStream();
            await using var _ = content.ConfigureAwait(false);
            var tar = new TarReader(content, leaveOpen: true);
            await using var __ = tar.ConfigureAwait(false);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                bytes += entry.Length;
                if (bytes > manifest.UnpackedBytes) throw new InvalidDataException("there is more in it than its manifest says");
                if (await ExtractAsync(entry, folder, cancellationToken).ConfigureAwait(false)) files++;
            }

            await content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ZstdException or FormatException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"it is damaged: {e.Message}", e);
        }
        finally
        {
            await decompressing.ConfigureAwait(false);
        }

        if (Convert.ToHexStringLower(hash.Hash!) != manifest.Sha256) throw new InvalidDataException("its SHA-256 is not that of its manifest");
        if ((bytes, files) != (manifest.UnpackedBytes, manifest.Files)) throw new InvalidDataException("it holds other files than its manifest says");

        var control = ControlFile.Read(folder);
        if (!control.IsShutDown) throw new InvalidDataException("its server was not shut down");
        if (control != manifest.Control) throw new InvalidDataException("its pg_control is not that of its manifest");
    }

    /// <summary>Decompresses on one processor what another writes into files. What fails is told to whoever reads.</summary>
    private static async Task DecompressAsync(Stream archive, SHA256 hash, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            var hashed = new CryptoStream(archive, hash, CryptoStreamMode.Read, leaveOpen: true);
            await using var _ = hashed.ConfigureAwait(false);
            var content = new DecompressionStream(hashed, checkEndOfStream: true, leaveOpen: true);
            await using var __ = content.ConfigureAwait(false);
            while (await content.ReadAsync(writer.GetMemory(BufferSize), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                writer.Advance(read);
                // Whoever reads has found something wrong.
                if ((await writer.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted) return;
            }

            await hashed.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e).ConfigureAwait(false);
        }
    }

    /// <returns>Whether it is a file.</returns>
    private static async Task<bool> ExtractAsync(TarEntry entry, string folder, CancellationToken cancellationToken)
    {
        var isFolder = entry.EntryType == TarEntryType.Directory;
        var parts = entry.Name.TrimEnd('/').Split('/');
        if (!(isFolder || entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            || parts.Any(part => part is "" or "." or ".." || part.AsSpan().IndexOfAny("\\:\0") >= 0))
            throw new InvalidDataException("it holds what is no file of a cluster");

        var path = Path.Combine([folder, .. parts]);
        if (isFolder)
        {
            PrivateFiles.CreateDirectory(path, reachable: false);
            return false;
        }

        var file = PrivateFiles.Create(path, FileOptions.Asynchronous);
        await using var _ = file.ConfigureAwait(false);
        if (entry.DataStream is { } data) await data.CopyToAsync(file, BufferSize, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
