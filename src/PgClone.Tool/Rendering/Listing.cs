using System.Globalization;
using PgClone.Databases;
using PgClone.Storage;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Writes lists: as JSON or a table where asked for, else a table on a terminal and bare names in a pipe.</summary>
internal sealed class Listing(IAnsiConsole console, OutputFormat? format)
{
    private bool AsTable => format == OutputFormat.Table || (format is null && console.Profile.Out.IsTerminal);

    public void Write(IReadOnlyList<StoredDump> dumps)
    {
        if (format == OutputFormat.Json)
            JsonOutput.Write(console, dumps);
        else if (AsTable)
            WriteTable(["dump key", "size", "taken (UTC)"], dumps.Select(dump => new[] { dump.Key.Value, Quantity.Bytes(dump.Length), Time(dump.Key) }));
        else
            WriteLines(dumps.Select(dump => dump.Key.Value));
    }

    public void Write(IReadOnlyList<LocalDatabase> databases)
    {
        if (format == OutputFormat.Json)
            JsonOutput.Write(console, databases);
        else if (AsTable)
            WriteTable(["database", "size"], databases.Select(database => new[] { ":" + database.Name, database.Bytes is { } bytes ? Quantity.Bytes(bytes) : "" }));
        else
            WriteLines(databases.Select(database => ":" + database.Name));
    }

    public void Write(IEnumerable<string> names)
    {
        if (format == OutputFormat.Json)
            JsonOutput.Write(console, [.. names]);
        else
            WriteLines(names);
    }

    private static string Time(DumpKey key) => key.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines) console.WriteRaw(line);
    }

    private void WriteTable(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap().PadRight(2));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
    }
}
