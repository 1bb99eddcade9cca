namespace PgClone.Archives;

public sealed class ArchiveSummaryTests
{
    [Theory]
    [InlineData("pg17-v1.16-gzip.dump", true)]
    [InlineData("pg17-v1.16-gzip-redirected-trailing-toc.dump", false)]
    public async Task An_archive_is_summed_up(string name, bool hasOffsets)
    {
        var manifest = ArchiveManifest.Of(name);
        var bytes = ArchiveManifest.Read(name);
        var source = new MemorySource(bytes);
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);
        var index = await BlockIndex.CreateAsync(source, archive, TestContext.Current.CancellationToken);

        var summary = ArchiveSummary.Of(archive, index, bytes.Length);

        Assert.Equal((bytes.Length, hasOffsets, "UTF8", "mini"), (summary.Bytes, summary.HasOffsets, summary.EncodingName, summary.Header.Database));
        Assert.Equal(manifest.TocCount, summary.EntryCounts.Values.Sum());
        Assert.Equal((1, 3), (summary.EntryCounts["ENCODING"], summary.EntryCounts["BLOBS"]));
        Assert.Equal(manifest.Entries.Select(e => e.Location.Length).OrderDescending(), summary.Data.Select(d => d.CompressedBytes));
        Assert.Contains(summary.Data, d => d is { Type: "TABLE DATA", Namespace: "app", Tag: "all_types", CompressedBytes: > 100 });
    }
}
