using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Servers.Packages;

/// <summary>How a manifest is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ServerManifest))]
internal sealed partial class ServerManifestJson : JsonSerializerContext;
