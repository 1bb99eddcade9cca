using System.Text.Encodings.Web;
using System.Text.Json;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Storage;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Results as JSON. The property names are a contract: they are added to, never renamed.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IAnsiConsole console, DumpResult result) =>
        WriteValue(console, new
        {
            key = result.Key.Value,
            database = result.Key.Database,
            config = result.Key.Config,
            timestamp = result.Key.Timestamp,
            bytes = result.Bytes,
            seconds = result.Elapsed.TotalSeconds,
        });

    public static void Write(IAnsiConsole console, RestoreResult result) =>
        WriteValue(console, new
        {
            key = result.Key.Value,
            database = result.Database,
            bytes = result.Bytes,
            tables = result.Tables,
            rows = result.Rows,
            stages = result.Stages.Select(stage => new { stage = StageName.Of(stage.Stage), seconds = stage.Elapsed.TotalSeconds }),
            notices = result.Notices,
            failures = result.Failures.Select(failure => new { entry = failure.Entry, code = failure.Code.ToText(), sqlState = failure.SqlState, reason = failure.Reason }),
            connectionString = result.DisplayConnectionString,
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<StoredDump> dumps) =>
        WriteValue(console, dumps.Select(dump => new
        {
            key = dump.Key.Value,
            instance = dump.Key.Instance,
            database = dump.Key.Database,
            config = dump.Key.Config,
            timestamp = dump.Key.Timestamp,
            bytes = dump.Length,
        }));

    public static void Write(IAnsiConsole console, IReadOnlyList<LocalDatabase> databases) =>
        WriteValue(console, databases.Select(database => new { name = database.Name, bytes = database.Bytes }));

    public static void Write(IAnsiConsole console, InspectResult result) =>
        WriteValue(console, new
        {
            key = result.Key.Value,
            bytes = result.Summary.Bytes,
            database = result.Summary.Header.Database,
            localTime = result.Summary.Header.CreatedLocalTime,
            serverVersion = result.Summary.Header.ServerVersion,
            dumpVersion = result.Summary.Header.DumpVersion,
            formatVersion = result.Summary.Header.Version.ToString(),
            compression = result.Summary.Header.Compression.ToString().ToLowerInvariant(),
            encoding = result.Summary.EncodingName,
            seekable = result.Summary.HasOffsets,
            entries = result.Summary.EntryCounts,
            data = result.Summary.Data.Select(data => new { type = data.Type, schema = data.Namespace, name = data.Tag, bytes = data.CompressedBytes }),
        });

    public static void Write(IAnsiConsole console, LocalServerStatus status) =>
        WriteValue(console, new
        {
            running = status.IsRunning,
            version = status.Version?.ToString(),
            processId = status.ProcessId,
            port = status.Port,
            dataDirectory = status.DataDirectory,
            connectionString = status.ConnectionString,
        });

    public static void Write(IAnsiConsole console, IReadOnlyList<string> names) => WriteValue(console, names);

    private static void WriteValue<T>(IAnsiConsole console, T value) => console.WriteRaw(JsonSerializer.Serialize(value, Options));
}
