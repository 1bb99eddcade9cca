using PgClone.Databases;
using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What a restore tells when it is done.</summary>
internal static class RestoreSummary
{
    public static void Write(IAnsiConsole console, RestoreResult result)
    {
        console.WriteField(result.IsLocal ? "database" : "dump", result.Key.Value);
        console.WriteField("size", Quantity.Bytes(result.Bytes));
        console.WriteField("connection", result.DisplayConnectionString);
        console.WriteText(Sentence(result));
    }

    private static string Sentence(RestoreResult result)
    {
        if (result.IsUnchanged) return $"{result.Database} holds this dump already: nothing was restored.";

        var time = result.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Elapsed);
        var missing = result.Failures.Count switch
        {
            0 => "",
            1 => " 1 entry is missing.",
            var count => $" {Quantity.Of(count, "entries")} are missing.",
        };
        var previous = result.Previous switch
        {
            PreviousDatabase.Dropped => " The previous database was dropped.",
            PreviousDatabase.Kept => " The previous database could not be dropped.",
            PreviousDatabase.KeptAsPrevious => " `pgclone restore :previous` goes back.",
            _ => "",
        };
        if (result.IsLocal) return $"Restored {result.Database} from {result.Key.Value} in {Quantity.Seconds(time)}.{previous}";

        return $"{(result.IsCopy ? "Copied a template to" : "Restored")} {result.Database}: {Quantity.Of(result.Tables, "tables")}, {Quantity.Of(result.Rows, "rows")} in {Quantity.Seconds(time)}.{missing}{previous}";
    }
}
