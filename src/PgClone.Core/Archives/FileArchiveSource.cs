using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>An archive in a local file.</summary>
public sealed class FileArchiveSource : IArchiveSource
{
    private readonly SafeFileHandle _file;

    private FileArchiveSource(string name, SafeFileHandle file, long length) => (Name, _file, Length) = (name, file, length);

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public long Length { get; }

    /// <inheritdoc />
    public string Version => File.GetLastWriteTimeUtc(_file).ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.DumpNotFound"/>, <see cref="ErrorCode.NotAnArchive"/> for a folder, or
    /// <see cref="ErrorCode.StoreUnavailable"/>: the file can't be opened.</exception>
    public static FileArchiveSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw ForeignFormat.RefuseFolder(path);

        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous | FileOptions.RandomAccess);
            return new FileArchiveSource(path, file, RandomAccess.GetLength(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            if (e is FileNotFoundException or DirectoryNotFoundException)
                throw new PgCloneException(ErrorCode.DumpNotFound, "There is no such file.", path, innerException: e);

            throw Unreadable(path, e);
        }
    }

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var total = 0;
        try
        {
            while (total < buffer.Length)
            {
                var read = await RandomAccess.ReadAsync(_file, buffer[total..], offset + total, cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                total += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Name, e);
        }

        return total;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PgCloneException Unreadable(string path, Exception cause) =>
        new(ErrorCode.StoreUnavailable, "The file can't be read.", path, cause.Message, innerException: cause);
}
