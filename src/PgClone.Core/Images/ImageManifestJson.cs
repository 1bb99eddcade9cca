using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Images;

/// <summary>How a manifest is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ImageManifest))]
internal sealed partial class ImageManifestJson : JsonSerializerContext;
