using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>Opens stores at <c>s3://bucket/prefix</c>. <see cref="DumpStores"/> finds it by its name; nobody else needs it.</summary>
public sealed class S3Stores : IDumpStoreProvider
{
    /// <inheritdoc/>
    public IDumpStore Open(string location, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(location);

        var parsed = S3Location.Parse(location);
        return new S3Store(parsed, S3Clients.Create(parsed), log ?? NullLogger.Instance);
    }
}
