using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Templates;

/// <summary>How a marker is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TemplateMarker.Envelope))]
internal sealed partial class TemplateMarkerJson : JsonSerializerContext;
