using System.Globalization;

namespace PgClone.Storage;

/// <summary>Which dumps of one series stay. A rule that is null keeps nothing by itself; a dump stays if any rule keeps it.</summary>
/// <param name="Last">So many of the newest.</param>
/// <param name="Daily">The newest of each day, of so many days that have a dump.</param>
/// <param name="Weekly">The newest of each week, likewise.</param>
/// <param name="Monthly">The newest of each month, likewise.</param>
/// <param name="OlderThan">Whatever is not older stays.</param>
internal sealed record Retention(int? Last, int? Daily, int? Weekly, int? Monthly, TimeSpan? OlderThan)
{
    public bool IsEmpty => this is { Last: null, Daily: null, Weekly: null, Monthly: null, OlderThan: null };

    /// <summary>Says of each dump why it stays; null where nothing keeps it.</summary>
    /// <param name="dumps">The dumps of one series, the newest first.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<(StoredDump Dump, string? Reason)> Decide(IEnumerable<StoredDump> dumps, DateTimeOffset now)
    {
        Rule[] rules =
        [
            new("last", Last, key => key.Value),
            new("daily", Daily, key => key.Timestamp.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            new("weekly", Weekly, key => WeekOf(key.Timestamp.UtcDateTime)),
            new("monthly", Monthly, key => key.Timestamp.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        ];
        foreach (var dump in dumps)
        {
            // Every rule has to see every dump.
            var kept = rules.Where(rule => rule.Keeps(dump.Key)).Select(rule => rule.Name).ToList();
            if (OlderThan is { } age && now - dump.Key.Timestamp <= age) kept.Add("young");
            yield return (dump, kept.Count == 0 ? null : string.Join(", ", kept));
        }
    }

    private static string WeekOf(DateTime day) => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day)}-W{ISOWeek.GetWeekOfYear(day)}");

    /// <summary>Keeps the first dump of each of so many periods.</summary>
    private sealed class Rule(string name, int? count, Func<DumpKey, string> periodOf)
    {
        private readonly HashSet<string> _periods = [];

        public string Name => name;

        public bool Keeps(DumpKey key) => _periods.Count < count && _periods.Add(periodOf(key));
    }
}
