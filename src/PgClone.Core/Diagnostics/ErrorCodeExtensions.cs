using System.Globalization;

namespace PgClone.Diagnostics;

/// <summary>How an error code is written.</summary>
public static class ErrorCodeExtensions
{
    /// <summary>The code as users see it, such as <c>PGC1002</c>.</summary>
    public static string ToText(this ErrorCode code) => "PGC" + ((int)code).ToString("0000", CultureInfo.InvariantCulture);
}
