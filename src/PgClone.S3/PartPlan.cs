namespace PgClone.S3;

/// <summary>
/// How large each part of an upload is whose size nobody knows yet. Parts are small for as long as a dump of 8 GiB has, so that few of them in
/// memory suffice, then grow steadily: S3 takes 10,000, and together they hold 5 TiB, which is all that an object can have.
/// </summary>
internal static class PartPlan
{
    public const int MostParts = 10_000;

    private const int Smallest = 8 * 1024 * 1024;
    private const int SmallParts = 1000;
    private const int Growth = 136 * 1024;

    /// <summary>What all parts in memory may take together, unless a single one takes more.</summary>
    private const int Memory = 64 * 1024 * 1024;

    /// <param name="number">The part's number, from 1 on.</param>
    public static int SizeOf(int number) => Smallest + (Growth * Math.Max(0, number - SmallParts));

    /// <summary>How many parts are uploaded at once.</summary>
    public static int AtOnce(int number) => Math.Clamp((Memory / SizeOf(number)) - 2, 1, 4);
}
