namespace PgClone.Archives;

/// <summary>How archives write integers: a sign byte (0 means plus), then a little-endian magnitude.</summary>
internal static class ArchiveInt
{
    /// <summary>The widest integer, sign included.</summary>
    public const int MaxSize = 9;

    /// <summary>The value; what does not fit into 32 bits wraps, because that is how pg_dump writes OIDs above 2^31.</summary>
    /// <param name="bytes">The sign and the magnitude.</param>
    public static int Decode(ReadOnlySpan<byte> bytes)
    {
        var magnitude = unchecked((int)Magnitude(bytes[1..]));
        return bytes[0] == 0 ? magnitude : unchecked(-magnitude);
    }

    /// <summary>Writes a value that is not negative: into as many bytes as there are.</summary>
    public static void Encode(Span<byte> bytes, int value)
    {
        bytes.Clear();
        for (var i = 1; i < bytes.Length && value != 0; i++, value >>= 8) bytes[i] = (byte)value;
    }

    /// <summary>An unsigned little-endian number of up to eight bytes.</summary>
    public static ulong Magnitude(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
