using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Configuration;

/// <summary>How the lock file is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SortedDictionary<string, LockedDump>))]
internal sealed partial class LockFileJson : JsonSerializerContext;
