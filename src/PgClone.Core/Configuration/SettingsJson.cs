using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Configuration;

/// <summary>How <c>pgclone.json</c> is read: comments and trailing commas are welcome; unknown settings are errors (they are misspelt ones), and so are those that stand there twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SettingsFile))]
internal sealed partial class SettingsJson : JsonSerializerContext;
