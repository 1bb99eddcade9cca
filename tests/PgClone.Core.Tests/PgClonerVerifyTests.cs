using System.Text.Json;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring;

namespace PgClone;

public sealed class PgClonerVerifyTests(SampleDump sample) : IClassFixture<SampleDump>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArchiveCompression.None)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    [InlineData(ArchiveCompression.Zlib)]
    public async Task A_whole_dump_is_read_to_its_end(ArchiveCompression compression)
    {
        var bytes = await sample.InAsync(compression);
        var manifest = await ManifestOf.ArchiveAsync(bytes);
        await StoreAsync(bytes, manifest);

        var result = await VerifyAsync();

        // Partitions are tables.
        Assert.Equal((4L, 160L, 2L), (result.Tables, result.Rows, result.LargeObjects));
        Assert.Equal(manifest.Identity, result.Identity);
        Assert.Empty(result.Unchecked);
    }

    [Fact]
    public async Task What_can_not_be_checked_is_said()
    {
        await StoreAsync(await sample.InAsync(ArchiveCompression.Zstd), null);

        var result = await VerifyAsync();

        Assert.Null(result.Identity);
        Assert.Equal(2, result.Unchecked.Count);
        Assert.Equal(160, result.Rows);
    }

    [Fact]
    public async Task Insert_statements_are_read_too()
    {
        await StoreAsync(sample.Inserts, await ManifestOf.ArchiveAsync(sample.Inserts));

        Assert.Equal((0L, 2L), ((await VerifyAsync()).Rows, (await VerifyAsync()).LargeObjects));
    }

    [Fact]
    public async Task A_row_with_a_field_too_many_is_noticed_without_a_manifest()
    {
        var bytes = sample.Plain.ToArray();
        bytes[bytes.AsSpan().IndexOf("customer 17"u8) + 8] = (byte)'\t';
        await StoreAsync(bytes, null);

        var e = await Assert.ThrowsAsync<PgCloneException>(VerifyAsync);

        Assert.Equal(ErrorCode.ArchiveCorrupt, e.Code);
        Assert.Contains("Row 17 has 4 fields", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_letter_is_noticed_with_a_manifest()
    {
        var bytes = sample.Plain.ToArray();
        bytes[bytes.AsSpan().IndexOf("customer 17"u8)] = (byte)'C';
        await StoreAsync(bytes, await ManifestOf.ArchiveAsync(sample.Plain));

        Assert.Equal(ErrorCode.ArchiveChanged, (await Assert.ThrowsAsync<PgCloneException>(VerifyAsync)).Code);
    }

    private async Task StoreAsync(byte[] bytes, Manifest? manifest)
    {
        await File.WriteAllBytesAsync(sample.File, bytes, Token);
        File.Delete(sample.File + ".json");
        if (manifest is not null) await File.WriteAllBytesAsync(sample.File + ".json", JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest), Token);
    }

    private async Task<VerifyResult> VerifyAsync() => await (await sample.CreateClonerAsync()).VerifyAsync("sample", cancellationToken: Token);
}
