namespace PgClone.Archives;

/// <summary>The checksum that a zlib stream ends with.</summary>
internal static class Adler32
{
    /// <summary>That of no bytes.</summary>
    public const uint Start = 1;

    private const uint Prime = 65521;

    /// <summary>So many bytes can be added up before a sum gets too large for its type.</summary>
    private const int Longest = 5552;

    /// <summary>The checksum of what it was the checksum of, and then these bytes.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (checksum & 0xFFFF, checksum >> 16);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, Longest)];
            foreach (var value in part)
            {
                low += value;
                high += low;
            }

            (low, high) = (low % Prime, high % Prime);
            bytes = bytes[part.Length..];
        }

        return (high << 16) | low;
    }
}
