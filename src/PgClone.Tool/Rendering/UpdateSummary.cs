using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>update</c> tells of the dumps that <c>pgclone.lock</c> names.</summary>
internal static class UpdateSummary
{
    /// <summary>Writes a line for each database.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<UpdatedLock> dumps, DateTimeOffset now)
    {
        foreach (var dump in dumps)
            console.WriteRaw($"{dump.Database}: {dump.Key}  {Quantity.Ago(now - dump.Key.Timestamp)}{(IsNew(dump) ? "" : "  (as before)")}");
    }

    /// <summary>What came of it.</summary>
    public static string Sentence(IReadOnlyList<UpdatedLock> dumps) => dumps.Count(IsNew) is var changed and > 0
        ? $"Named another dump for {Quantity.Of(changed, "databases")} in pgclone.lock: commit it."
        : "pgclone.lock names the same as before.";

    private static bool IsNew(UpdatedLock dump) => dump.Previous != dump.Key.Value;
}
