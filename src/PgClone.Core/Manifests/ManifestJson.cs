using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Manifests;

/// <summary>How a manifest is written and read, without reflection: a natively compiled program has none. What it does not know is passed over.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
