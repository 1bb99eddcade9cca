using System.Text;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

public sealed class CopyDataReaderTests
{
    private const string End = "\\.\n\n\n";

    private static readonly TocEntry Entry = new()
    {
        DumpId = 1, HasData = true, TableOid = 0, Oid = 0, Tag = "t", Type = "TABLE DATA", Section = ArchiveSection.Data, Dependencies = [],
    };

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("1\ta\n2\tb\n")]
    [InlineData("\\\\.\n")]
    [InlineData("a\\\\.\n\\\\.b\n")]
    public async Task Gives_the_rows_without_their_end(string rows) => Assert.Equal(rows, await ReadAsync(rows + End));

    [Theory]
    [InlineData(256 * 1024)]
    [InlineData(512 * 1024)]
    public async Task Finds_the_end_wherever_pieces_are_cut(int border)
    {
        for (var length = border - 16; length < border + 16; length++)
        {
            var rows = new string('x', length - 1) + "\n";

            Assert.Equal(rows, await ReadAsync(rows + End));
        }
    }

    [Fact]
    public async Task A_piece_stays_as_it_is_while_the_next_one_is_read()
    {
        var rows = string.Concat(Enumerable.Range(0, 200_000).Select(i => i + "\n"));
        using var reader = new CopyDataReader(new MemoryStream(Encoding.UTF8.GetBytes(rows + End)), Entry);
        var first = await reader.ReadAsync(TestContext.Current.CancellationToken);
        var before = first.ToArray();

        await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, first.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\n")]
    [InlineData("1\n\\.\n")]
    [InlineData("1" + End)]
    [InlineData("1\n\\.\n2\n" + End)]
    [InlineData("\\.\n2\n" + End)]
    [InlineData("1\n" + End + "2\n")]
    public async Task Refuses_rows_whose_end_is_not_where_it_belongs(string data)
    {
        var failure = await Assert.ThrowsAsync<PgCloneException>(() => ReadAsync(data));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    private static async Task<string> ReadAsync(string data)
    {
        using var reader = new CopyDataReader(new MemoryStream(Encoding.UTF8.GetBytes(data)), Entry);
        var rows = new StringBuilder();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { Length: > 0 } piece) rows.Append(Encoding.UTF8.GetString(piece.Span));
        return rows.ToString();
    }
}
