using System.Security.Cryptography;
using PgClone.Archives;

namespace PgClone.Images;

/// <summary>An image's archive on its way from one place to another. Its end is not given before all of it is known to be what the manifest says.</summary>
internal sealed class CheckedStream(Stream archive, ImageManifest manifest) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;
    private bool _isRight;

    /// <exception cref="InvalidDataException">It is another one, cut or damaged.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span[..read]);
        _bytes += read;
        if (read == 0 && buffer.Length > 0 && !_isRight) _isRight = IsRight() ? true : throw new InvalidDataException("its SHA-256 is not that of its manifest");
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    private bool IsRight() => _bytes == manifest.Bytes && Convert.ToHexStringLower(_hash.GetHashAndReset()) == manifest.Sha256;
}
