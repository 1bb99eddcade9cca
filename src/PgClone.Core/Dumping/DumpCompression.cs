using System.Globalization;
using PgClone.Archives;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;

namespace PgClone.Dumping;

/// <summary>Who compresses a dump, and how.</summary>
/// <param name="Argument">What pg_dump is told.</param>
/// <param name="Codec">What compresses in its place; null: pg_dump does it.</param>
internal sealed record DumpCompression(string Argument, PieceCodec? Codec = null)
{
    private const int FirstWithMethods = 16;
    private const int QuickZlib = 2;

    /// <summary>
    /// The ways to try, the best first: a pg_dump that knows zstd may have been built without it. An older one knows zlib only, and takes longer for it than for all else that it
    /// does; so it compresses nothing, and that is done here.
    /// </summary>
    /// <remarks>
    /// zstd:1 is several times faster than zlib and smaller; zlib at 2 is where more effort begins to cost more than it saves. The dump of an older pg_dump can be
    /// restored by a pg_restore of its version: so it is zlib unless zstd is asked for, which makes an archive of pg_dump 16.
    /// </remarks>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: neither pg_dump nor PgClone can do what was chosen.</exception>
    public static IReadOnlyList<DumpCompression> For(string chosen, PgDump pgDump)
    {
        var (method, level) = chosen.Split(':') is [var name, var number] ? (name, int.Parse(number, CultureInfo.InvariantCulture)) : (chosen, (int?)null);
        if (pgDump.Version.Major >= FirstWithMethods) return chosen == CompressionKind.Auto ? [new("zstd:1"), new($"{QuickZlib}")] : [new(chosen)];

        return method switch
        {
            CompressionKind.Auto => [Here(new PieceCodec.Zlib { Level = QuickZlib })],
            "none" => [new("0")],
            "gzip" => [Here(new PieceCodec.Zlib { Level = level ?? 6 })],
            "zstd" => [Here(new PieceCodec.Zstd { Level = level ?? 3 })],
            _ => throw new PgCloneException(
                ErrorCode.InvalidOption, $"pg_dump {pgDump.Version} can't compress with {method}.", pgDump.Place, $"Only pg_dump {FirstWithMethods} and later can.",
                "Choose zstd, gzip or none, or install a newer pg_dump and name its folder as postgresDirectory."),
        };
    }

    private static DumpCompression Here(PieceCodec codec) => new("0", codec);
}
