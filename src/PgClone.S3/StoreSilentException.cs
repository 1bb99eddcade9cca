using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>A connection to the store was given up, as it stood still.</summary>
internal sealed class StoreSilentException(TimeSpan silence, Exception inner) : TimeoutException($"For {Quantity.Seconds(silence)} no byte came or went.", inner)
{
    public static StoreSilentException? FindIn(Exception? e) => e as StoreSilentException ?? (e is null ? null : FindIn(e.InnerException));
}
