using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PgClone.Tool.Rendering;

/// <summary>A first <c>pgclone.json</c>.</summary>
internal static class FirstSettings
{
    /// <summary>The schema's file, beside <c>pgclone.json</c>.</summary>
    public const string SchemaFile = "pgclone.schema.json";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text; what is null is left to the defaults.</summary>
    public static string Write(string? database, string? connection, string? connectionVariable, string? storage, (string Kind, string Path)? migrate)
    {
        var settings = new JsonObject { ["$schema"] = "./" + SchemaFile };
        Add("database", database);
        Add("connection", connection);
        Add("connectionVariable", connectionVariable);
        Add("storage", storage);
        if (migrate is var (kind, path)) settings["hooks"] = new JsonObject { ["migrate"] = new JsonObject { [kind] = Escape(path) } };

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout)) settings.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";

        void Add(string name, string? value)
        {
            if (value is not null) settings[name] = Escape(value);
        }
    }

    /// <summary>The schema that this version knows.</summary>
    public static string ReadSchema()
    {
        using var reader = new StreamReader(typeof(FirstSettings).Assembly.GetManifestResourceStream(SchemaFile)!);
        return reader.ReadToEnd();
    }

    /// <summary>What was typed is meant as it is, and not as a variable.</summary>
    private static string Escape(string value) => value.Replace("${", "$${", StringComparison.Ordinal);
}
