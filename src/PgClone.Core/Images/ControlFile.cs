using System.Buffers.Binary;

namespace PgClone.Images;

/// <summary>What the beginning of a cluster's <c>global/pg_control</c> says, as PostgreSQL's src/include/catalog/pg_control.h has it.</summary>
/// <param name="Format">The version of the file.</param>
/// <param name="Catalog">The version of the system catalogs.</param>
/// <param name="IsShutDown">Whether the server was stopped cleanly: there is nothing to be recovered.</param>
internal sealed record ControlFile(uint Format, uint Catalog, bool IsShutDown)
{
    private const int ShutDown = 1;

    /// <exception cref="InvalidDataException">It is too short.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static ControlFile Read(string dataDirectory)
    {
        using var file = File.OpenHandle(Path.Combine(dataDirectory, "global", "pg_control"));
        Span<byte> bytes = stackalloc byte[20];
        if (RandomAccess.Read(file, bytes, 0) < bytes.Length) throw new InvalidDataException("pg_control is cut.");

        return new ControlFile(Word(bytes[8..]), Word(bytes[12..]), Word(bytes[16..]) == ShutDown);
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
