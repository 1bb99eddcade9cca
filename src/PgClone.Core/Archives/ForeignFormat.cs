using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Recognises what people hand over in place of a custom-format archive, so that they are told the way out.</summary>
internal static class ForeignFormat
{
    private const string DumpAgain = "Dump again with pg_dump -Fc.";
    private const string OrStock = " Or restore it with stock pg_restore: pg_restore --dbname=<database> ";

    /// <summary>What the file is taken for.</summary>
    /// <param name="start">The first bytes of a file that does not begin as an archive does; some 300 suffice.</param>
    /// <param name="name">The file's name for messages.</param>
    public static PgCloneException Refuse(ReadOnlySpan<byte> start, string name)
    {
        var (what, advice) = Recognise(start);
        return new PgCloneException(ErrorCode.NotAnArchive, what, name, advice: advice);
    }

    /// <summary>What a file is whose header is that of an archive but names another format.</summary>
    public static PgCloneException Refuse(int format, string name) => format switch
    {
        3 or 5 => new(
            ErrorCode.NotAnArchive, "This is the table of contents of a tar- or directory-format dump, without its data.", name, advice: DumpAgain + OrStock + "<folder>."),
        _ => new(ErrorCode.NotAnArchive, $"This is not a custom-format archive: its header names format {format}.", name, advice: DumpAgain),
    };

    /// <summary>What a folder is.</summary>
    public static PgCloneException RefuseFolder(string path) => File.Exists(Path.Combine(path, "toc.dat"))
        ? new(ErrorCode.NotAnArchive, "This is a directory-format dump, not a custom-format archive.", path, advice: DumpAgain + OrStock + "<folder>.")
        : new(ErrorCode.NotAnArchive, "This is a folder, not a custom-format archive.", path, advice: "Name the file in it, or dump with pg_dump -Fc.");

    private static (string What, string Advice) Recognise(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return ("The file is empty.", "Look at the output of the pg_dump that wrote it, and dump again.");
        if (Compressor(start) is var (format, command))
            return ($"The file is compressed with {format}.", $"Unpack it with {command}; if SQL text comes out, dump again with pg_dump -Fc.");
        if (start.StartsWith("toc.dat\0"u8) || (start.Length >= 262 && start.Slice(257, 5).SequenceEqual("ustar"u8)))
            return ("The file is a tar archive.", DumpAgain + OrStock + "<file>.");
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return ("The file is UTF-16 text: a shell re-encoded pg_dump's output.", "Let pg_dump write the file itself: pg_dump -Fc -f <file>.");
        if (IsSql(start)) return ("The file is an SQL script.", DumpAgain + " A script is restored with psql.");
        return ("This is not an archive of pg_dump.", DumpAgain);
    }

    private static (string Format, string Command)? Compressor(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => ("gzip", "gunzip"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => ("zstd", "zstd -d"),
        [0x04, 0x22, 0x4D, 0x18, ..] => ("lz4", "lz4 -d"),
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => ("xz", "unxz"),
        [(byte)'B', (byte)'Z', (byte)'h', ..] => ("bzip2", "bunzip2"),
        _ => null,
    };

    private static bool IsSql(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        string[] openings = ["--", "/*", "\\", "SET ", "SELECT ", "CREATE ", "BEGIN", "INSERT ", "COPY ", "DROP ", "ALTER "];
        return openings.Any(o => text.StartsWith(o, StringComparison.OrdinalIgnoreCase));
    }
}
