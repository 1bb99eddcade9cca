using System.Globalization;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Storage;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Writes lists: as JSON or a table where asked for, else a table on a terminal and bare names in a pipe.</summary>
/// <param name="console">Where.</param>
/// <param name="format">As what; null: as it suits the console.</param>
/// <param name="now">What ages are counted to.</param>
internal sealed class Listing(IAnsiConsole console, OutputFormat? format, DateTimeOffset now)
{
    private bool AsTable => format == OutputFormat.Table || (format is null && console.Profile.Out.IsTerminal);

    /// <summary>Writes dumps.</summary>
    /// <param name="dumps">Those to write.</param>
    /// <param name="total">How many there are.</param>
    public void Write(IReadOnlyList<StoredDump> dumps, int total) => Write(() => JsonOutput.Write(console, dumps), () => WriteTable(dumps, total), dumps.Select(dump => dump.Key.Value));

    public void Write(IReadOnlyList<LocalDatabase> databases) =>
        Write(() => JsonOutput.Write(console, databases), () => WriteTable(databases), databases.Select(database => database.Reference).Distinct());

    public void Write(IReadOnlyList<ImageInfo> images) => Write(() => JsonOutput.Write(console, images), () => WriteTable(images), images.Select(image => image.Name));

    public void Write(IReadOnlyList<StoredImage> images) => Write(() => JsonOutput.Write(console, images), () => WriteTable(images), images.Select(image => image.Name));

    public void Write(IReadOnlyList<TemplateInfo> templates) =>
        Write(() => JsonOutput.Write(console, templates), () => WriteTable(templates), templates.Select(template => template.Name));

    public void Write(IEnumerable<string> names) => Write(() => JsonOutput.Write(console, [.. names]), () => WriteLines(names), names);

    private void Write(Action writeJson, Action writeTable, IEnumerable<string> lines)
    {
        if (format == OutputFormat.Json)
            writeJson();
        else if (AsTable)
            writeTable();
        else
            WriteLines(lines);
    }

    private static string Time(DumpKey key) => key.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines) console.WriteRaw(line);
    }

    private void WriteTable(IReadOnlyList<StoredDump> dumps, int total)
    {
        if (dumps.Count == 0) return;

        var rows = dumps.Select(dump => new[] { dump.Key.Value, Quantity.Bytes(dump.Length), Quantity.Ago(now - dump.Key.Timestamp), Time(dump.Key) });
        TextTable.Write(console, ["dump key", "size", "age", "taken (UTC)"], [.. rows]);
        var shown = Quantity.Of(dumps.Count, "dumps");
        console.WriteRaw($"{(dumps.Count < total ? $"{shown} of {Quantity.Count(total)}" : shown)}, {Quantity.Bytes(dumps.Sum(dump => dump.Length))}");
    }

    private void WriteTable(IReadOnlyList<ImageInfo> images)
    {
        if (images.Count == 0) return;

        var rows = images.Select(image => new[]
        {
            image.Name, image.DumpKey ?? "", image.Bytes is { } bytes ? Quantity.Bytes(bytes) : "", Quantity.Ago(now - image.Used),
            image.HoldsTarget ? "unpacked, with a target on it" : image.IsUnpacked ? "unpacked" : "",
        });
        TextTable.Write(console, ["image", "dump", "size", "used", "server"], [.. rows]);
    }

    private void WriteTable(IReadOnlyList<StoredImage> images)
    {
        if (images.Count == 0) return;

        var rows = images.Select(image => new[] { image.Name, image.DumpKey, Quantity.Bytes(image.Bytes), Quantity.Ago(now - image.Created), $"PostgreSQL {image.PostgresVersion}, {image.Platform}" });
        TextTable.Write(console, ["image", "dump", "size", "made", "for"], [.. rows]);
    }

    private void WriteTable(IReadOnlyList<TemplateInfo> templates)
    {
        if (templates.Count == 0) return;

        var rows = templates.Select(template => new[]
        {
            template.Name, template.DumpKey ?? "", template.HasHooks ? "migrated" : "restored", template.Bytes is { } bytes ? Quantity.Bytes(bytes) : "",
            template.Used is { } used ? Quantity.Ago(now - used) : "", template.Problem ?? "",
        });
        TextTable.Write(console, ["template", "dump", "layer", "size", "used", "made anew, as"], [.. rows]);
    }

    private void WriteTable(IReadOnlyList<LocalDatabase> databases)
    {
        if (databases.Count > 0)
            TextTable.Write(console, ["database", "size", "age", "made of"], [.. databases.Select(database => new[]
            {
                database.Reference,
                database.Bytes is { } bytes ? Quantity.Bytes(bytes) : "",
                database.Created is { } created ? Quantity.Ago(now - created) : "",
                database.DumpKey is { } key ? $"{database.Of}, {key}" : database.Of ?? "",
            })]);
        console.WriteRaw($"{Quantity.Of(databases.Count, "databases")}, {Quantity.Bytes(databases.Sum(database => database.Bytes ?? 0))}");
    }
}
