using System.Globalization;
using Microsoft.Build.Framework;
using PgClone.Configuration;
using PgClone.Diagnostics;

namespace PgClone.MSBuild;

/// <summary>Deletes dumps that no rule keeps, or only says which they are.</summary>
public sealed class PrunePgClone : PgCloneTask
{
    /// <summary>Only the dumps of this dump configuration.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>Keeps so many of the newest dumps of each database and dump configuration.</summary>
    public string? KeepLast { get; set; }

    /// <summary>Keeps the newest dump of each day, for so many days.</summary>
    public string? KeepDaily { get; set; }

    /// <summary>Keeps the newest dump of each week, for so many weeks.</summary>
    public string? KeepWeekly { get; set; }

    /// <summary>Keeps the newest dump of each month, for so many months.</summary>
    public string? KeepMonthly { get; set; }

    /// <summary>Keeps every dump that is not older: a whole number with h, d or w.</summary>
    public string? OlderThan { get; set; }

    /// <summary>True deletes; anything else only says what would be deleted.</summary>
    public bool Apply { get; set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        foreach (var dump in await cloner.PruneAsync(ToOptions(), cancellationToken).ConfigureAwait(false))
            Log.LogMessage(MessageImportance.High, "{0} {1} ({2})", dump.IsKept ? "keep" : "remove", dump.Key, dump.Reason);
    }

    internal PruneOptions ToOptions() => new()
    {
        Database = Database,
        DumpConfig = DumpConfig,
        Storage = StorageLocation,
        KeepLast = Number(KeepLast, nameof(KeepLast)),
        KeepDaily = Number(KeepDaily, nameof(KeepDaily)),
        KeepWeekly = Number(KeepWeekly, nameof(KeepWeekly)),
        KeepMonthly = Number(KeepMonthly, nameof(KeepMonthly)),
        OlderThan = OlderThan is null ? null : Age.Parse(OlderThan, PropertyPrefix + nameof(OlderThan)),
        Apply = Apply,
    };

    private static int? Number(string? text, string parameter) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new PgCloneException(ErrorCode.InvalidOption, $"'{text}' is not a whole number.", PropertyPrefix + parameter);
}
