using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Whatever bytes are handed in: an archive is read or refused with a code, soon and in little memory.</summary>
public sealed class DamageTests
{
    private const long MemoryLimit = 32 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pg15-v1.14-none-inserts.dump", 1500)]
    [InlineData("pg15-v1.14-gzip-sjis.dump", 1500)]
    [InlineData("pg16-v1.15-zstd.dump", 100)]
    [InlineData("pg16-v1.15-lz4.dump", 100)]
    public Task Damaged_archives_are_read_or_refused(string name, int times) => DamageAsync(ArchiveManifest.Read(name), times, seed: 20);

    [Theory]
    [InlineData(ArchiveCompression.None)]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Damaged_blocks_are_read_or_refused(ArchiveCompression compression)
    {
        var rows = new byte[3000];
        new Random(5).NextBytes(rows.AsSpan(0, 1000));
        foreach (var withOffsets in (bool[])[true, false])
        {
            var archive = new ArchiveBuilder { Algorithm = (byte)compression, WithOffsets = withOffsets, ChunkSize = 700 }
                .Table("t", rows).LargeObjects("o", (1, rows), (2, [])).Table("empty", []).Build();
            await DamageAsync(archive, times: 500, seed: (int)compression);
        }
    }

    private static async Task DamageAsync(byte[] archive, int times, int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < times; i++)
        {
            var damaged = Damage(archive, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                await ArchiveWalk.ReadAllAsync(new MemorySource(damaged), Token);
            }
            catch (PgCloneException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryLimit);
        }

        Assert.InRange(refused, times / 10, times);
    }

    private static byte[] Damage(byte[] archive, Random random)
    {
        var damaged = archive.ToArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(5, damaged.Length - 10);
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(damaged.AsSpan(at, random.Next(1, 10)));
                    break;
                case 2:
                    // The largest numbers, where lengths and counts may be.
                    damaged.AsSpan(at, 4).Fill(0xFF);
                    damaged[at + 3] = 0x7F;
                    break;
                default:
                    var length = random.Next(1, Math.Min(200, damaged.Length - at));
                    damaged = [.. damaged.AsSpan(0, at), .. damaged.AsSpan(at + length)];
                    if (damaged.Length < 100) return damaged;
                    break;
            }
        }

        return damaged;
    }
}
