using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>prune</c> tells of the dumps that it has decided about.</summary>
internal static class PruneSummary
{
    /// <summary>Writes a line for each dump.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<PrunedDump> dumps, DateTimeOffset now)
    {
        foreach (var dump in dumps)
            console.WriteRaw($"{(dump.IsKept ? "keep" : "remove"),-8}{dump.Key}  {Quantity.Ago(now - dump.Key.Timestamp)}  ({dump.Reason})");
    }

    /// <summary>What came of it, or would.</summary>
    public static string Sentence(IReadOnlyList<PrunedDump> dumps, bool isApplied)
    {
        var condemned = dumps.Where(dump => !dump.IsKept).ToList();
        var kept = dumps.Count - condemned.Count;
        var stay = $"{Quantity.Of(kept, "dumps")} {(kept == 1 ? "stays" : "stay")}";
        return $"{(isApplied ? "Deleted" : "Would delete")} {Quantity.Of(condemned.Count, "dumps")}, {Quantity.Bytes(condemned.Sum(dump => dump.Bytes))}; {stay}.";
    }
}
