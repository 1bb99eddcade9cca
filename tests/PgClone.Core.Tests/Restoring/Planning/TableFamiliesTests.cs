using PgClone.Archives;

namespace PgClone.Restoring.Planning;

public sealed class TableFamiliesTests
{
    [Theory]
    [InlineData("CREATE TABLE public.p_1 (\n    n public.kind\n);\nALTER TABLE ONLY public.p ATTACH PARTITION public.p_1 FOR VALUES WITH (modulus 2, remainder 0);\n")]
    [InlineData("CREATE TABLE public.p_1 PARTITION OF public.p\nFOR VALUES IN (1);\n")]
    public async Task A_partition_of_an_archive_of_before_version_14_is_known_by_its_own_entry(string definition)
    {
        await using var source = new MemorySource(new ArchiveBuilder()
            .Entry(Table(11, "kind", "CREATE TABLE public.kind (\n    a integer\n);\n"))
            .Entry(Table(12, "p", "CREATE TABLE public.p (\n    n public.kind\n)\nPARTITION BY HASH (n);\n"))
            .Entry(Table(13, "p_1", definition) with { Dependencies = [11, 12] })
            .Build());
        var families = new TableFamilies(await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken));

        Assert.Equal([12, 13], families.WithDescendants(12));
        Assert.Equal(["p"], families.PartitionedAbove(13).Select(table => table.Tag));
    }

    private static TocEntry Table(int id, string name, string definition) => ArchiveBuilder.Plain(id, "TABLE", name, definition) with { Namespace = "public" };
}
