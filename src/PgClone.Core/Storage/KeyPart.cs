using System.Text;
using System.Text.RegularExpressions;

namespace PgClone.Storage;

/// <summary>
/// One part of a dump key. A part is a file's or folder's name on every platform: what can't stand in one is percent-encoded, and so is a
/// dot that would hide it or a blank that Windows would cut off.
/// </summary>
internal static partial class KeyPart
{
    public static string Encode(string name) =>
        Unwritable().Replace(name, m => string.Concat(Encoding.UTF8.GetBytes(m.Value).Select(b => $"%{b:X2}")));

    public static string Decode(string part) => Uri.UnescapeDataString(part);

    /// <summary>Whether a part stays inside its folder on every platform. Encoded characters are safe: a key's text is never decoded for a path.</summary>
    public static bool IsSafe(string part) =>
        part is not ("" or "." or "..") && !part.Contains("%00", StringComparison.Ordinal) && !part.Any(c => c is '\\' or ':' || char.IsControl(c));

    [GeneratedRegex("""[%/\\:*?"<>|\p{Cc}]|^\.|[. ]$""")]
    private static partial Regex Unwritable();
}
