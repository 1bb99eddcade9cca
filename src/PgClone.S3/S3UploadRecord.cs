using System.Text.Json.Serialization;
using PgClone.Processes;

namespace PgClone.S3;

/// <summary>What is noted on this machine of an upload for as long as it lasts, so that it is known later whether its process is gone.</summary>
/// <param name="Place">Where the object will be.</param>
/// <param name="UploadId">The upload.</param>
/// <param name="Maker">Who uploads.</param>
internal sealed record S3UploadRecord(string Place, string UploadId, MakerProcess Maker);

/// <summary>How it is written and read, without reflection: a natively compiled program has none.</summary>
[JsonSerializable(typeof(S3UploadRecord))]
internal sealed partial class S3UploadRecordJson : JsonSerializerContext;
