using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What a restore tells when it is done.</summary>
internal static class RestoreSummary
{
    public static void Write(IAnsiConsole console, RestoreResult result)
    {
        WriteField(console, "database", result.Database);
        WriteField(console, "dump", result.Key.Value);
        WriteField(console, "size", Quantity.Bytes(result.Bytes));
        WriteField(console, "tables", Quantity.Count(result.Tables));
        WriteField(console, "rows", Quantity.Count(result.Rows));
        WriteField(console, "time", Quantity.Seconds(result.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Elapsed)));
        foreach (var stage in result.Stages) WriteField(console, "  " + StageName.Of(stage.Stage), Quantity.Seconds(stage.Elapsed));
        WriteField(console, "connection", result.DisplayConnectionString);
    }

    private static void WriteField(IAnsiConsole console, string label, string value) => console.WriteRaw($"{label,-18}{value}");
}
