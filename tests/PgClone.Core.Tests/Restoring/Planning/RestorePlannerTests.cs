using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring.Planning;

public sealed class RestorePlannerTests
{
    private static readonly RestorePlanOptions Everything = new() { NoOwner = false, NoAcl = false, NoSubscriptions = false };

    public static TheoryData<string> Archives => [.. Directory.GetFiles(RepositoryPaths.Archives, "*.dump").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Nothing_that_could_act_on_rows_is_there_before_the_last_row(string archive)
    {
        var plan = await PlanAsync(archive, Everything);
        var data = plan.Tasks.Where(task => task is TableDataTask or LargeObjectsTask).Select(task => task.Id).ToHashSet();
        string[] active = ["TRIGGER", "RULE", "FK CONSTRAINT", "POLICY", "ROW SECURITY", "EVENT TRIGGER", "PUBLICATION", "SUBSCRIPTION"];

        var tasks = plan.Tasks.OfType<SqlTask>().Where(task => task.Steps.Any(step => active.Contains(step.Entry.Type)));

        Assert.DoesNotContain(plan.PreData, step => active.Contains(step.Entry.Type));
        Assert.All(tasks, task => Assert.Superset(data, AllBefore(plan, task)));
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Remarks_and_privileges_wait_for_the_rows_also_where_post_data_is_skipped(string archive)
    {
        var plan = await PlanAsync(archive, Everything with { SkipSections = new HashSet<ArchiveSection> { ArchiveSection.PostData } });
        var data = plan.Tasks.Where(task => task.Stage == Stage.Data && task is not Milestone).Select(task => task.Id).ToHashSet();

        var tasks = plan.Tasks.OfType<SqlTask>().Where(task => task.Stage != Stage.Data && task.Steps.Any(step => step.Entry.Type is "ACL" or "COMMENT"));

        Assert.All(tasks, task => Assert.Superset(data, AllBefore(plan, task)));
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Every_index_comes_after_the_rows_of_its_table(string archive)
    {
        var plan = await PlanAsync(archive, Everything);
        var dataOf = plan.Tasks.OfType<TableDataTask>().SelectMany(task => task.Loads.Select(load => (Table: load.Entry.Dependencies[0], task.Id))).ToLookup(pair => pair.Table, pair => pair.Id);

        var indexes = plan.Tasks.OfType<SqlTask>().Where(task => task.Steps.All(step => step.Entry.Type is "INDEX" or "CONSTRAINT")).ToList();

        Assert.All(indexes, task => Assert.Superset(
            task.Steps.SelectMany(step => step.Entry.Dependencies).SelectMany(table => dataOf[table]).ToHashSet(), AllBefore(plan, task)));
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Every_entry_is_restored_once_or_left_out_for_a_reason(string archive)
    {
        var plan = await PlanAsync(archive, Everything);
        string[] settings = ["ENCODING", "STDSTRINGS", "SEARCHPATH"];

        var planned = plan.PreData.Select(step => step.Entry.DumpId)
            .Concat(plan.Tasks.SelectMany(EntriesOf).Select(entry => entry.DumpId))
            .Concat(plan.Skipped.Select(skipped => skipped.Entry.DumpId));

        // An entry that says nothing needs no step: the "public" schema, which every database has.
        var expected = plan.Archive.Entries.Where(e => !settings.Contains(e.Type) && !(e.Type == "SCHEMA" && e.Tag == "public" && e.Owner is null or ""));
        Assert.Equal(expected.Select(e => e.DumpId).Order(), planned.Order());
        Assert.All(plan.Skipped, skipped => Assert.NotEmpty(skipped.Reason));
    }

    [Fact]
    public async Task Tasks_depend_only_on_tasks_before_them()
    {
        var plan = await PlanAsync("pg17-v1.16-zstd.dump", Everything);

        Assert.All(plan.Tasks, task => Assert.All(task.DependsOn, id => Assert.InRange(id, 0, task.Id - 1)));
    }

    [Fact]
    public async Task Refreshes_wait_for_the_views_that_they_read()
    {
        var plan = await PlanAsync("pg15-v1.14-gzip.dump", Everything);
        var refreshes = plan.Tasks.OfType<SqlTask>().Where(task => task.Steps is [{ Entry.Type: "MATERIALIZED VIEW DATA" }]).ToDictionary(task => task.Steps[0].Entry.DumpId);

        Assert.All(refreshes.Values, task => Assert.Superset(
            task.Steps[0].Entry.Dependencies.Where(refreshes.ContainsKey).Select(id => refreshes[id].Id).ToHashSet(), AllBefore(plan, task)));
        Assert.Contains(refreshes.Values, task => task.Steps[0].Entry.Dependencies.Any(refreshes.ContainsKey));
    }

    [Fact]
    public async Task Foreign_keys_lock_both_tables_with_their_partitions()
    {
        var plan = await PlanAsync("pg15-v1.14-gzip.dump", Everything);

        var key = Assert.Single(plan.Tasks.OfType<SqlTask>(), task => task.Steps is [{ Entry: { Type: "FK CONSTRAINT", Tag: "p_fk p_fk_cust_fkey" } }]);

        var locked = key.Locks.Tables.Select(id => plan.Archive.Entries.Single(e => e.DumpId == id).Tag);
        Assert.Equal(["customer", "p_fk", "p_fk_0", "p_fk_1"], locked.Order(StringComparer.Ordinal));
        Assert.False(key.Locks.Shared);
    }

    [Fact]
    public async Task Rows_that_go_through_a_partition_root_never_truncate_it()
    {
        var plan = await PlanAsync("pg15-v1.14-gzip.dump", Everything);

        var viaRoot = plan.Tasks.OfType<TableDataTask>().SelectMany(task => task.Loads).Where(load => load.Entry.Tag.StartsWith("hash_enum_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(viaRoot);
        Assert.All(viaRoot, load => Assert.False(load.OwnsTable));
    }

    [Fact]
    public async Task Small_tables_are_loaded_indexed_and_analyzed_together()
    {
        var tables = Enumerable.Range(1, 40).Select(i => (Name: $"t{i}", Length: 1000L)).ToArray();

        var plan = await PlanAsync(jobs: 2, processors: null, [.. tables, ("large", 1_000_000)]);

        Assert.Equal([1, 8, 32], plan.Tasks.OfType<TableDataTask>().Select(task => task.Loads.Count).Order());
        Assert.Equal([1, 8, 32], plan.Tasks.OfType<SqlTask>().Where(task => task.Stage == Stage.PostData && task.Entries > 0).Select(task => task.Steps.Count).Order());
        Assert.Equal([1, 8, 32], plan.Tasks.OfType<AnalyzeTask>().Select(task => task.Relations.Count).Order());
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(2, null, 2)]
    [InlineData(8, null, 7)]
    [InlineData(8, 4, 3)]
    [InlineData(2, 2, 1)]
    public async Task A_table_gets_the_connections_that_its_share_of_the_rows_and_the_processors_are_worth(int jobs, int? processors, int connections)
    {
        var plan = await PlanAsync(jobs, processors, ("large", 90_000_000), ("other", 10_000_000));

        Assert.Equal([1, connections], plan.Tasks.OfType<TableDataTask>().Select(task => task.Connections).Order());
    }

    [Fact]
    public async Task Excluded_rows_are_left_out_and_said()
    {
        var plan = await PlanAsync("pg15-v1.14-gzip.dump", Everything with { Selection = new Selection { ExcludeData = ["app.o*", "events_2020_??"] } });

        var excluded = plan.Skipped.Where(skipped => skipped.Entry.Type == "TABLE DATA").Select(skipped => skipped.Entry.DisplayName()).ToList();

        Assert.Contains("app.orders", excluded);
        Assert.Contains("part.events_2020_eu", excluded);
        Assert.DoesNotContain("part.events_2020_def", excluded);
    }

    [Fact]
    public async Task A_tablespace_that_the_server_lacks_is_replaced_and_said()
    {
        var plan = await PlanAsync("pg15-v1.14-gzip.dump", Everything);

        Assert.Contains(plan.Notices, notice => notice.Contains("rich_ts", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.PreData, step => step.Settings.Tablespace == "rich_ts");
    }

    [Fact]
    public async Task A_missing_data_block_is_a_truncated_archive()
    {
        await using var source = FileArchiveSource.Open(Path.Combine(RepositoryPaths.Archives, "pg15-v1.14-gzip.dump"));
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);

        var failure = Assert.Throws<PgCloneException>(() => RestorePlanner.Create(archive, null, Everything, Target(15)));

        Assert.Equal(ErrorCode.ArchiveTruncated, failure.Code);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(18, true)]
    public async Task Statistics_go_only_where_they_can_be_restored(int major, bool restored)
    {
        var plan = await PlanAsync("pg18b1-v1.16-zstd-stats.dump", Everything, major);

        Assert.Equal(restored, plan.Tasks.SelectMany(EntriesOf).Any(e => e.Type == "STATISTICS DATA"));
        Assert.Equal(!restored, plan.Tasks.OfType<AnalyzeTask>().Any());
        Assert.Equal(!restored, plan.Notices.Any(notice => notice.Contains("statistics", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Statistics_come_after_the_privileges_which_write_the_same_rows_of_the_catalogs()
    {
        var plan = await PlanAsync("pg20dev-v1.16-lz4-stats.dump", Everything);

        var privileges = plan.Tasks.Where(task => EntriesOf(task).Any(e => e.Type == "ACL")).Select(task => task.Id).ToHashSet();
        Assert.NotEmpty(privileges);
        Assert.All(plan.Tasks.Where(task => EntriesOf(task).Any(e => e.Type == "STATISTICS DATA")), task => Assert.Subset(AllBefore(plan, task), privileges));
    }

    private static async Task<RestorePlan> PlanAsync(string name, RestorePlanOptions options, int major = 18)
    {
        await using var source = FileArchiveSource.Open(Path.Combine(RepositoryPaths.Archives, name));
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);
        var blocks = await BlockIndex.CreateAsync(source, archive, TestContext.Current.CancellationToken);
        return RestorePlanner.Create(archive, blocks, options, Target(major));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 2)]
    public async Task Columns_are_compressed_by_lz4_only_where_the_server_can(bool hasLz4, int statements)
    {
        const string sql = """
            CREATE TABLE public.note (a text, b text DEFAULT ' SET COMPRESSION lz4');
            ALTER TABLE ONLY public.note ALTER COLUMN a SET COMPRESSION lz4;
            ALTER TABLE ONLY public.note ALTER COLUMN b SET COMPRESSION pglz;
            """;
        var head = new ArchiveBuilder().Entry(ArchiveBuilder.Plain(10, "TABLE", "note", sql) with { Namespace = "public" }).Build();
        await using var source = new MemorySource(head);
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);

        var plan = RestorePlanner.Create(archive, null, new RestorePlanOptions(), Target(18) with { HasLz4 = hasLz4 });

        Assert.Equal(statements, Assert.Single(plan.PreData).Batches.Sum(batch => batch.Count));
        Assert.Equal(hasLz4, plan.Notices.Count == 0);
        Assert.All(plan.Notices, notice => Assert.StartsWith("1 columns are stored without lz4 compression", notice, StringComparison.Ordinal));
    }

    /// <summary>Plans tables that have a primary key each, and data blocks of these lengths.</summary>
    private static async Task<RestorePlan> PlanAsync(int jobs, int? processors, params (string Name, long Length)[] tables)
    {
        var head = HeadOf(tables, dataStart: 0);
        await using var source = new MemorySource(HeadOf(tables, head.Length), length: head.Length + tables.Sum(table => table.Length));
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);
        var blocks = await BlockIndex.CreateAsync(source, archive, TestContext.Current.CancellationToken);
        return RestorePlanner.Create(archive, blocks, new RestorePlanOptions { Jobs = jobs }, Target(18) with { SharedProcessors = processors });
    }

    private static byte[] HeadOf((string Name, long Length)[] tables, long dataStart)
    {
        var archive = new ArchiveBuilder();
        foreach (var ((name, length), id) in tables.Select((table, i) => (table, 10 * (i + 1))))
        {
            var table = ArchiveBuilder.Plain(id, "TABLE", name, $"CREATE TABLE public.{name} (id int);") with { Namespace = "public" };
            archive.Entry(table)
                .Entry(table with { DumpId = id + 1, Type = "TABLE DATA", Section = ArchiveSection.Data, CopyStatement = $"COPY public.{name} (id) FROM stdin;", Dependencies = [id], HasData = true, Offset = dataStart })
                .Entry(table with { DumpId = id + 2, Type = "CONSTRAINT", Section = ArchiveSection.PostData, Dependencies = [id] });
            dataStart += length;
        }

        return archive.Build();
    }

    private static RestoreTarget Target(int major) => new(new PostgresVersion(major, 0), "UTF8", new HashSet<string>(), new HashSet<string>(), SharedProcessors: null);

    private static IEnumerable<TocEntry> EntriesOf(RestoreTask task) => task switch
    {
        SqlTask sql => sql.Steps.Select(step => step.Entry),
        TableDataTask data => data.Loads.Select(load => load.Entry),
        LargeObjectsTask objects => [objects.Entry],
        _ => [],
    };

    private static HashSet<int> AllBefore(RestorePlan plan, RestoreTask task)
    {
        var before = new HashSet<int>();
        var open = new Stack<int>(task.DependsOn);
        while (open.TryPop(out var id))
        {
            if (!before.Add(id)) continue;
            foreach (var next in plan.Tasks[id].DependsOn) open.Push(next);
        }

        return before;
    }
}
