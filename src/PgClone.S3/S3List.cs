using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>What there is in a bucket: read page by page, and of others' dumps as few pages as possible.</summary>
internal sealed class S3List(S3Location location, IAmazonS3 client)
{
    private const int ListsAtOnce = 16;

    private readonly S3Failure _failure = new(location);
    private readonly S3Requests _requests = new(location);

    /// <summary>The dumps whose keys begin with a prefix.</summary>
    public async IAsyncEnumerable<StoredDump> ReadAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadPagesAsync(_requests.List(prefix), cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.S3Objects ?? [])
            {
                if (DumpKey.TryParse(item.Key[location.Prefix.Length..], out var key)) yield return new StoredDump(key, item.Size ?? 0);
            }
        }
    }

    /// <summary>All objects whose names begin with a prefix.</summary>
    public async IAsyncEnumerable<ShelvedFile> ReadFilesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadPagesAsync(_requests.List(prefix), cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.S3Objects ?? [])
                yield return new ShelvedFile(item.Key[location.Prefix.Length..], item.Size ?? 0, new DateTimeOffset((item.LastModified ?? DateTime.UtcNow).ToUniversalTime()));
        }
    }

    /// <summary>The dumps that a source may mean.</summary>
    public async IAsyncEnumerable<StoredDump> FindAsync(string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefixes = DumpKey.TryParse(source, out _) ? [source] : KeySearch.PrefixesOf(source, await ReadFoldersAsync(cancellationToken).ConfigureAwait(false));
        var found = new ConcurrentQueue<StoredDump>();
        await Parallel.ForEachAsync(prefixes, new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnce, CancellationToken = cancellationToken }, async (prefix, stop) =>
        {
            await foreach (var dump in ReadAsync(prefix, stop).ConfigureAwait(false)) found.Enqueue(dump);
        }).ConfigureAwait(false);
        foreach (var dump in found) yield return dump;
    }

    /// <summary>The first parts of all keys.</summary>
    private async Task<IReadOnlyCollection<string>> ReadFoldersAsync(CancellationToken cancellationToken)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in ReadPagesAsync(_requests.List("", delimiter: "/"), cancellationToken).ConfigureAwait(false))
            folders.UnionWith((page.CommonPrefixes ?? []).Select(folder => folder[location.Prefix.Length..].TrimEnd('/')));
        return folders;
    }

    private async IAsyncEnumerable<ListObjectsV2Response> ReadPagesAsync(ListObjectsV2Request request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await _failure.GuardAsync(null, () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield return page;
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }
}
