using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is configured, a line for each setting and choice.</summary>
internal static class ConfigurationTable
{
    public static void Write(IAnsiConsole console, ConfigurationReport report)
    {
        console.WriteField("file", report.File ?? "none");
        Write(console, "setting", report.Settings);
        Write(console, "choice of a dump", report.Dump);
        Write(console, "choice of a restore", report.Restore);
    }

    private static void Write(IAnsiConsole console, string heading, IReadOnlyList<ReportedOption> options)
    {
        console.WriteRaw("");
        TextTable.Write(console, [heading, "from", "value"], [.. options.Select(option => new[] { option.Name, option.Origin, option.Value ?? "" })]);
    }
}
