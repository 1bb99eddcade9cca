using System.Globalization;
using Amazon.Runtime.Internal;
using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>What time it is for the store, by the date of its answer.</summary>
internal static class StoreTime
{
    private const string Form = "yyyy-MM-dd HH:mm:ss 'UTC'";

    /// <summary>How this machine's clock differs from the store's that refused a request; null where the store did not tell.</summary>
    public static string? DifferenceIn(Exception refusal)
    {
        if (Find(refusal) is not { } there) return null;

        var here = DateTimeOffset.UtcNow;
        var difference = (here - there).Duration();
        var (count, unit) = difference.TotalHours < 2 ? (difference.TotalMinutes, "minutes") : difference.TotalDays < 2 ? (difference.TotalHours, "hours") : (difference.TotalDays, "days");
        return $"It is {Quantity.Of((long)Math.Round(count), unit)} {(here > there ? "ahead" : "behind")}: {Written(here)} here, {Written(there)} there.";
    }

    private static string Written(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Find(Exception? e) => e switch
    {
        null => null,
        HttpErrorResponseException { Response: { } answer } => DateTimeOffset.TryParse(answer.GetHeaderValue("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null,
        _ => Find(e.InnerException),
    };
}
