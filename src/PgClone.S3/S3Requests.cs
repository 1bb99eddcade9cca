using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace PgClone.S3;

/// <summary>Writes the requests, with what the location says about them.</summary>
internal sealed class S3Requests(S3Location location)
{
    private RequestPayer? Payer => location.RequesterPays ? RequestPayer.Requester : null;

    private ServerSideEncryptionMethod? Encryption => location.Encryption is { } method ? new ServerSideEncryptionMethod(method) : null;

    private S3StorageClass? StorageClass => location.StorageClass is { } name ? new S3StorageClass(name) : null;

    private List<Tag> Tags => [.. location.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    /// <param name="prefix">How the names begin, below the location.</param>
    /// <param name="delimiter">Up to where in the rest of a name; null: to its end.</param>
    public ListObjectsV2Request List(string prefix, string? delimiter = null) =>
        new() { BucketName = location.Bucket, Prefix = location.Prefix + prefix, Delimiter = delimiter, RequestPayer = Payer };

    public GetObjectMetadataRequest Head(string name) => new() { BucketName = location.Bucket, Key = name, RequestPayer = Payer };

    public GetObjectRequest Get(string name) => new() { BucketName = location.Bucket, Key = name, RequestPayer = Payer };

    public DeleteObjectRequest Delete(string name) => new() { BucketName = location.Bucket, Key = name, RequestPayer = Payer };

    public DeleteObjectsRequest Delete(IEnumerable<string> names) => new()
    {
        BucketName = location.Bucket,
        Objects = [.. names.Select(name => new KeyVersion { Key = name })],
        Quiet = true,
        RequestPayer = Payer,
    };

    /// <param name="name">The object.</param>
    /// <param name="content">All of it.</param>
    /// <param name="isNew">Whether it must not be there yet.</param>
    public PutObjectRequest Put(string name, ReadOnlyMemory<byte> content, bool isNew)
    {
        var request = new PutObjectRequest
        {
            BucketName = location.Bucket,
            Key = name,
            InputStream = StreamOf(content),
            // Some servers store the frames of a chunked body as its content.
            UseChunkEncoding = false,
            IfNoneMatch = isNew ? "*" : null,
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = location.KmsKey,
            StorageClass = StorageClass,
            TagSet = Tags,
            RequestPayer = Payer,
        };
        if (location.BucketKey) request.BucketKeyEnabled = true;
        return request;
    }

    public InitiateMultipartUploadRequest Begin(string name)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = location.Bucket,
            Key = name,
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = location.KmsKey,
            StorageClass = StorageClass,
            TagSet = Tags,
            RequestPayer = Payer,
        };
        if (location.BucketKey) request.BucketKeyEnabled = true;
        return request;
    }

    public UploadPartRequest Part(string name, string upload, int number, ReadOnlyMemory<byte> content) => new()
    {
        BucketName = location.Bucket,
        Key = name,
        UploadId = upload,
        PartNumber = number,
        PartSize = content.Length,
        InputStream = StreamOf(content),
        UseChunkEncoding = false,
        RequestPayer = Payer,
    };

    /// <param name="name">The object.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">Its parts, by number.</param>
    /// <param name="isNew">Whether the object must not be there yet.</param>
    public CompleteMultipartUploadRequest Complete(string name, string upload, IEnumerable<PartETag> parts, bool isNew) => new()
    {
        BucketName = location.Bucket,
        Key = name,
        UploadId = upload,
        PartETags = [.. parts],
        IfNoneMatch = isNew ? "*" : null,
        RequestPayer = Payer,
    };

    public ListMultipartUploadsRequest Uploads() => new() { BucketName = location.Bucket, Prefix = location.Prefix, RequestPayer = Payer };

    public ListPartsRequest Parts(string name, string upload) => new() { BucketName = location.Bucket, Key = name, UploadId = upload, RequestPayer = Payer };

    public AbortMultipartUploadRequest Abort(string name, string upload) => new() { BucketName = location.Bucket, Key = name, UploadId = upload, RequestPayer = Payer };

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);
}
