using System.Text;

namespace PgClone.Configuration.Options;

/// <summary>The options as a table of a documentation page.</summary>
internal static class OptionTable
{
    public static string Settings()
    {
        var table = new StringBuilder("| setting | variable | meaning | default |\n|---|---|---|---|\n");
        foreach (var option in SettingList.All) table.Append($"| `{option.Name}` | {Code(option.Variable)} | {option.Description} | {option.Default} |\n");
        return table.ToString();
    }

    public static string Choices<T>(IEnumerable<OptionDefinition<T>> options)
    {
        var table = new StringBuilder("| setting | tool | meaning | default |\n|---|---|---|---|\n");
        foreach (var option in options) table.Append($"| `{option.Name}` | `{option.Flag}` | {option.Description} | {option.Default} |\n");
        return table.ToString();
    }

    /// <summary>Those that only the file has.</summary>
    public static string InFile<T>(IEnumerable<OptionDefinition<T>> options)
    {
        var table = new StringBuilder("| setting | meaning | default |\n|---|---|---|\n");
        foreach (var option in options) table.Append($"| `{option.Name}` | {option.Description} | {option.Default} |\n");
        return table.ToString();
    }

    private static string Code(string? word) => word is null ? "" : $"`{word}`";
}
