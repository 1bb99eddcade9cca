using System.Text;

namespace PgClone.Configuration;

/// <summary>A place in a text, as editors count: lines and characters from 1 on, a tab as one, the byte-order mark not at all.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>The place of a byte of a text in UTF-8.</summary>
    public static TextPosition Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..Math.Min(offset, text.Length)];
        if (before.StartsWith(Encoding.UTF8.Preamble)) before = before[Encoding.UTF8.Preamble.Length..];
        return new TextPosition(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    /// <summary>The offset of a byte that is told by its line and its place in it, both counted from nought.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, long line, long byteInLine)
    {
        var start = 0;
        for (; line > 0 && text[start..].IndexOf((byte)'\n') is >= 0 and var end; line--) start += end + 1;
        return (int)Math.Min(start + byteInLine, text.Length);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
