using System.Text.Json.Serialization;

namespace PgClone;

/// <summary>How a stamp is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSerializable(typeof(RestoreStamp))]
internal sealed partial class RestoreStampJson : JsonSerializerContext;
