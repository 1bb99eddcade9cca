using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers.Local;
using PgClone.Storage;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Results as JSON, written without reflection. The property names are a contract: they are added to, never renamed.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IAnsiConsole console, DumpResult result) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = result.Key.Value,
            ["database"] = result.Key.Database,
            ["config"] = result.Key.Config,
            ["timestamp"] = result.Key.Timestamp,
            ["bytes"] = result.Bytes,
            ["seconds"] = result.Elapsed.TotalSeconds,
        });

    public static void Write(IAnsiConsole console, RestoreResult result) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = result.Key.Value,
            ["database"] = result.Database,
            ["bytes"] = result.Bytes,
            ["tables"] = result.Tables,
            ["rows"] = result.Rows,
            ["unchanged"] = result.IsUnchanged,
            ["copy"] = result.IsCopy,
            ["previous"] = result.Previous.ToString().ToLowerInvariant(),
            ["stages"] = ListOf(result.Stages.Select(stage => new JsonObject { ["stage"] = stage.Stage.ToText(), ["seconds"] = stage.Elapsed.TotalSeconds })),
            ["notices"] = ListOf(result.Notices),
            ["failures"] = ListOf(result.Failures.Select(failure => new JsonObject
            {
                ["entry"] = failure.Entry,
                ["code"] = failure.Code.ToText(),
                ["sqlState"] = failure.SqlState,
                ["reason"] = failure.Reason,
            })),
            ["connectionString"] = result.DisplayConnectionString,
        });

    public static void Write(IAnsiConsole console, RestorePreview preview) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = preview.Key.Value,
            ["bytes"] = preview.Bytes,
            ["server"] = preview.Server,
            ["localServer"] = preview.IsLocalServer,
            ["database"] = preview.Database,
            ["replaces"] = preview.Replaced is not null,
            ["replacedBytes"] = preview.Replaced?.Bytes,
            ["sessions"] = ListOf(preview.Replaced?.Sessions ?? []),
            ["unchanged"] = preview.IsUnchanged,
            ["jobs"] = preview.Jobs,
            ["hooks"] = ListOf(preview.Hooks),
            ["notices"] = ListOf(preview.Notices),
            ["obstacles"] = ListOf(preview.Obstacles),
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<StoredDump> dumps) =>
        WriteValue(console, ListOf(dumps.Select(dump => new JsonObject
        {
            ["key"] = dump.Key.Value,
            ["instance"] = dump.Key.Instance,
            ["database"] = dump.Key.Database,
            ["config"] = dump.Key.Config,
            ["timestamp"] = dump.Key.Timestamp,
            ["bytes"] = dump.Length,
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<LocalDatabase> databases) =>
        WriteValue(console, ListOf(databases.Select(database => new JsonObject
        {
            ["name"] = database.Name,
            ["bytes"] = database.Bytes,
            ["reference"] = database.Reference,
            ["role"] = database.Role,
            ["of"] = database.Of,
            ["dumpKey"] = database.DumpKey,
            ["created"] = database.Created,
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<ImageInfo> images) =>
        WriteValue(console, ListOf(images.Select(image => new JsonObject
        {
            ["name"] = image.Name,
            ["key"] = image.DumpKey,
            ["created"] = image.Created,
            ["used"] = image.Used,
            ["bytes"] = image.Bytes,
            ["unpacked"] = image.IsUnpacked,
            ["holdsTarget"] = image.HoldsTarget,
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<StoredImage> images) => WriteValue(console, ListOf(images.Select(ToJson)));

    public static void Write(IAnsiConsole console, IReadOnlyList<ImageTransferResult> images) =>
        WriteValue(console, ListOf(images.Select(image =>
        {
            var json = ToJson(image.Image);
            (json["location"], json["new"]) = (image.Location, image.IsNew);
            return json;
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<PrunedImage> images) =>
        WriteValue(console, ListOf(images.Select(image => new JsonObject
        {
            ["file"] = image.File,
            ["key"] = image.DumpKey,
            ["created"] = image.Created,
            ["bytes"] = image.Bytes,
            ["kept"] = image.IsKept,
            ["reason"] = image.Reason,
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<TemplateInfo> templates) =>
        WriteValue(console, ListOf(templates.Select(template => new JsonObject
        {
            ["name"] = template.Name,
            ["key"] = template.DumpKey,
            ["hooks"] = template.HasHooks,
            ["created"] = template.Created,
            ["used"] = template.Used,
            ["bytes"] = template.Bytes,
            ["problem"] = template.Problem,
        })));

    public static void Write(IAnsiConsole console, InspectResult result) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = result.Key.Value,
            ["bytes"] = result.Summary.Bytes,
            ["database"] = result.Summary.Header.Database,
            ["timestamp"] = result.Key.Timestamp,
            ["localTime"] = result.Summary.Header.CreatedLocalTime,
            ["serverVersion"] = result.Summary.Header.ServerVersion,
            ["dumpVersion"] = result.Summary.Header.DumpVersion,
            ["formatVersion"] = result.Summary.Header.Version.ToString(),
            ["compression"] = result.Summary.Header.Compression.ToString().ToLowerInvariant(),
            ["encoding"] = result.Summary.EncodingName,
            ["seekable"] = result.Summary.HasOffsets,
            ["choices"] = new JsonObject(result.Choices.Select(choice => KeyValuePair.Create<string, JsonNode?>(choice.Key, choice.Value))),
            ["entries"] = new JsonObject(result.Summary.EntryCounts.Select(count => KeyValuePair.Create<string, JsonNode?>(count.Key, count.Value))),
            ["data"] = ListOf(result.Summary.Data.Select(data => new JsonObject
            {
                ["type"] = data.Type,
                ["schema"] = data.Namespace,
                ["name"] = data.Tag,
                ["bytes"] = data.CompressedBytes,
            })),
        });

    public static void Write(IAnsiConsole console, VerifyResult result) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = result.Key.Value,
            ["bytes"] = result.Bytes,
            ["tables"] = result.Tables,
            ["rows"] = result.Rows,
            ["largeObjects"] = result.LargeObjects,
            ["identity"] = result.Identity,
            ["unchecked"] = ListOf(result.Unchecked),
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<PrunedDump> dumps) =>
        WriteValue(console, ListOf(dumps.Select(dump => new JsonObject
        {
            ["key"] = dump.Key.Value,
            ["bytes"] = dump.Bytes,
            ["kept"] = dump.IsKept,
            ["unfinished"] = dump.IsUnfinished,
            ["reason"] = dump.Reason,
        })));

    public static void Write(IAnsiConsole console, TransferResult result) =>
        WriteValue(console, new JsonObject
        {
            ["key"] = result.Key.Value,
            ["bytes"] = result.Bytes,
            ["location"] = result.Location,
            ["new"] = result.IsNew,
            ["identity"] = result.Identity,
            ["seconds"] = result.Elapsed.TotalSeconds,
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<UpdatedLock> dumps) =>
        WriteValue(console, ListOf(dumps.Select(dump => new JsonObject
        {
            ["database"] = dump.Database,
            ["key"] = dump.Key.Value,
            ["identity"] = dump.Identity,
            ["previous"] = dump.Previous,
        })));

    public static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings) =>
        WriteValue(console, ListOf(findings.Select(finding => new JsonObject
        {
            ["subject"] = finding.Subject,
            ["state"] = finding.State.ToString().ToLowerInvariant(),
            ["what"] = finding.What,
            ["advice"] = finding.Advice,
        })));

    public static void Write(IAnsiConsole console, ConfigurationReport report)
    {
        WriteValue(console, new JsonObject
        {
            ["file"] = report.File,
            ["settings"] = ListOf(report.Settings.Select(Describe)),
            ["dump"] = ListOf(report.Dump.Select(Describe)),
            ["restore"] = ListOf(report.Restore.Select(Describe)),
        });

        static JsonObject Describe(ReportedOption option) => new() { ["name"] = option.Name, ["value"] = option.Value, ["from"] = option.Origin };
    }

    public static void Write(IAnsiConsole console, LocalServerStatus status, bool isUsed) =>
        WriteValue(console, new JsonObject
        {
            ["running"] = status.IsRunning,
            ["version"] = status.Version?.ToString(),
            ["processId"] = status.ProcessId,
            ["port"] = status.Port,
            ["dataDirectory"] = status.DataDirectory,
            ["connectionString"] = status.ConnectionString,
            ["used"] = isUsed,
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<string> names) => WriteValue(console, ListOf(names));

    private static JsonObject ToJson(StoredImage image) => new()
    {
        ["name"] = image.Name,
        ["key"] = image.DumpKey,
        ["created"] = image.Created,
        ["bytes"] = image.Bytes,
        ["platform"] = image.Platform,
        ["postgres"] = image.PostgresVersion,
    };

    private static JsonArray ListOf(IEnumerable<JsonNode> nodes) => new([.. nodes]);

    private static JsonArray ListOf(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static void WriteValue(IAnsiConsole console, JsonNode value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options)) value.WriteTo(writer);
        console.WriteRaw(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
