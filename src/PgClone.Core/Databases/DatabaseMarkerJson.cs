using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Databases;

/// <summary>How a marker is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DatabaseMarker.Envelope))]
internal sealed partial class DatabaseMarkerJson : JsonSerializerContext;
