using System.Security.Cryptography;
using PgClone.Archives;
using PgClone.Dumping;

namespace PgClone.Manifests;

/// <summary>The manifest that a dump would have given an archive.</summary>
internal static class ManifestOf
{
    public static async Task<Manifest> ArchiveAsync(byte[] bytes, string? systemIdentifier = null, bool isLocal = true)
    {
        var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes));
        await using var recorder = new BlockRecorder(archive);
        await recorder.TakeAsync(bytes.AsMemory((int)archive.DataStart), default);
        recorder.ExpectComplete();
        var head = new ManifestHead(archive.DataStart, Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, (int)archive.DataStart))));
        return new Manifest
        {
            FormatVersion = Manifest.CurrentVersion,
            Identity = ArchiveIdentity.Of(head, recorder.Blocks),
            Database = archive.Header.Database,
            Config = "default",
            Created = DateTimeOffset.UnixEpoch,
            DurationSeconds = 1,
            Server = new ManifestServer(archive.Header.ServerVersion, systemIdentifier, isLocal),
            PgDumpVersion = archive.Header.DumpVersion,
            ExcludedData = [],
            Hooks = [],
            Bytes = recorder.Position,
            Head = head,
            Blocks = recorder.Blocks,
        };
    }
}
