using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PgClone.Configuration.Options;

/// <summary>The options as the JSON schema of <c>pgclone.json</c>, which editors complete and check it by.</summary>
internal static partial class OptionSchema
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "pgclone.json" };
        foreach (var (name, node) in Object(SettingList.All)) schema[name] = node?.DeepClone();
        schema["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return schema.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Object<T>(IReadOnlyList<OptionDefinition<T>> options)
    {
        var properties = new JsonObject();
        foreach (var option in options.Where(option => !option.Name.Contains('.'))) properties[option.Name] = Describe(option);
        foreach (var group in options.Where(option => option.Name.Contains('.')).GroupBy(option => option.Name.Split('.')[0]))
            properties[group.Key] = Group(group.Select(option => (option.Name.Split('.')[1], Describe(option))));
        return Closed(properties);
    }

    private static JsonObject Group(IEnumerable<(string Name, JsonObject Description)> members)
    {
        var properties = new JsonObject();
        foreach (var (name, description) in members) properties[name] = description;
        return Closed(properties);
    }

    private static JsonObject Closed(JsonObject properties) => new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };

    private static JsonObject Describe<T>(OptionDefinition<T> option)
    {
        var schema = new JsonObject { ["description"] = Plain(option.Description + (option.Default is { } value ? $" Default: {value}." : "")) };
        foreach (var (name, node) in TypeOf(option)) schema[name] = node?.DeepClone();
        return schema;
    }

    private static JsonObject TypeOf<T>(OptionDefinition<T> option) => option switch
    {
        { Name: "hooks" } => Map(Object(HookOptionList.All)),
        { Name: "databases" } => Map(Object(DatabaseOptionList.All)),
        { Name: "dump" } => Map(Object(DumpOptionList.All)),
        { Name: "restore" } => Map(Object(RestoreOptionList.All)),
        _ when option.ValueType == typeof(int?) => new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
        _ when option.ValueType == typeof(bool?) => new JsonObject { ["type"] = "boolean" },
        _ when option.ValueType == typeof(IReadOnlyDictionary<string, string>) => Map(new JsonObject { ["type"] = "string" }),
        { IsList: true } => new JsonObject { ["type"] = "array", ["items"] = Word(option.Words) },
        _ => Word(option.Words),
    };

    private static JsonObject Map(JsonObject values) => new() { ["type"] = "object", ["additionalProperties"] = values };

    private static JsonObject Word(IReadOnlyList<string> words) =>
        words.Count == 0 ? new JsonObject { ["type"] = "string" } : new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    /// <summary>Without the marks of a page: links and code.</summary>
    private static string Plain(string description) => Link().Replace(description, "$1").Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
