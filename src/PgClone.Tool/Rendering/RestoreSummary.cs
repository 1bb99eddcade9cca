using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What a restore tells when it is done.</summary>
internal static class RestoreSummary
{
    public static void Write(IAnsiConsole console, RestoreResult result)
    {
        console.WriteField("database", result.Database);
        console.WriteField("dump", result.Key.Value);
        console.WriteField("size", Quantity.Bytes(result.Bytes));
        console.WriteField("tables", Quantity.Count(result.Tables));
        console.WriteField("rows", Quantity.Count(result.Rows));
        if (result.Failures.Count > 0) console.WriteField("not restored", Quantity.Of(result.Failures.Count, "entries"));
        console.WriteField("time", Quantity.Seconds(result.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Elapsed)));
        foreach (var stage in result.Stages) console.WriteField("  " + StageName.Of(stage.Stage), Quantity.Seconds(stage.Elapsed));
        console.WriteField("connection", result.DisplayConnectionString);
    }
}
