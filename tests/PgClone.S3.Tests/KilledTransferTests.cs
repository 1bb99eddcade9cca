using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Npgsql;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>
/// SIGKILL of each process that takes part in a dump or a restore, while it is half done: nothing is left that looks like a dump and is none, the target of the restore is
/// as it was, and the next run works.
/// </summary>
public sealed class KilledTransferTests(KilledTransferTests.Parts parts) : IClassFixture<KilledTransferTests.Parts>
{
    private const string First = "first";
    private const string Second = "second";
    private const int Rows = 300_000;

    public enum Victim
    {
        PgDump,
        Tool,
        Store,
        Server,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Victim.PgDump, true)]
    [InlineData(Victim.Tool, false)]
    [InlineData(Victim.Tool, true)]
    [InlineData(Victim.Server, true)]
    [InlineData(Victim.Store, true)]
    public async Task A_dump_in_which_one_is_killed_leaves_none(Victim victim, bool isRemote)
    {
        if (victim == Victim.Server) Soak.Require();
        await using var work = await WorkAsync(isRemote);
        var whole = (await work.RunAsync("dump", work.Database)).EnsureSuccess().Trim();

        var result = await work.KillAtAsync(Second, victim, "dump", work.Database);

        Assert.NotEqual(0, result.ExitCode);
        if (victim != Victim.Tool) Assert.Matches("error PGC[0-9]{4}: ", result.Errors);
        Assert.Equal(whole, (await work.RunAsync("ls")).EnsureSuccess().Trim());
        await work.AssertRestoresAsync(whole);
        // In a bucket there is nothing yet by then: S3LeftoverTests kills later.
        if (victim == Victim.Tool && !isRemote) await work.AssertPrunesAsync(whole);
        var next = (await work.RunAsync("dump", work.Database)).EnsureSuccess().Trim();
        (await work.RunAsync("verify", next)).EnsureSuccess();
        await work.AssertRestoresAsync(next);
    }

    [Theory]
    [InlineData(Victim.Tool, true)]
    [InlineData(Victim.Server, false)]
    [InlineData(Victim.Store, true)]
    public async Task A_restore_in_which_one_is_killed_leaves_its_target_as_it_was(Victim victim, bool isRemote)
    {
        await using var work = await WorkAsync(isRemote);
        var key = (await work.RunAsync("dump", work.Database)).EnsureSuccess().Trim();
        var target = await parts.CreateTargetAsync();

        // The second table is so small that it may have been read by then.
        var result = await work.KillAtAsync(victim == Victim.Store ? First : Second, victim, "restore", key, "--database", target, "--jobs", "1");

        Assert.NotEqual(0, result.ExitCode);
        if (victim != Victim.Tool) Assert.Matches("error PGC[0-9]{4}: ", result.Errors);
        Assert.Equal("old", await parts.ScalarAsync(target, "SELECT which FROM origin"));
        await work.AssertRestoresAsync(key, target);
        Assert.Equal(0L, await parts.ScalarAsync("postgres", @"SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone\_%'"));
    }

    private async Task<Work> WorkAsync(bool isRemote)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found where Linux shows them.");
        return await Work.CreateAsync(parts, isRemote);
    }

    /// <summary>The servers that are killed: nobody else's.</summary>
    public sealed class Parts() : OwnServer(new Dictionary<string, string> { ["shared_buffers"] = "32MB" }), IAsyncDisposable
    {
        private S3ServerProcess? _store;

        internal async Task<S3ServerProcess> GetStoreAsync()
        {
            // It is installed, or the test is skipped.
            await S3Server.GetAsync();
            return _store ??= await S3ServerProcess.StartAsync(Path.Combine(RepositoryPaths.Root, "tests", "PgClone.Testing"), S3Server.AccessKey, S3Server.SecretKey);
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            if (_store is not null) await _store.DisposeAsync();
            await DisposeAsync();
        }
    }

    /// <summary>A database to dump, and a store of its own.</summary>
    private sealed class Work : IAsyncDisposable
    {
        private readonly Parts _parts;
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-killed-");
        private readonly S3ServerProcess? _store;
        private readonly string _storage;

        private Work(Parts parts, S3ServerProcess? store, string? bucket)
        {
            (_parts, _store) = (parts, store);
            _storage = store is null ? Path.Combine(_folder.FullName, "dumps") : $"s3://{bucket}/dumps?endpoint=http://127.0.0.1:{store.Port}";
        }

        public string Database { get; } = TestServer.UniqueName();

        public static async Task<Work> CreateAsync(Parts parts, bool isRemote)
        {
            var bucket = isRemote ? "killed-" + Guid.NewGuid().ToString("N")[..12] : null;
            var store = isRemote ? await parts.GetStoreAsync() : null;
            if (store is not null)
            {
                using var client = new AmazonS3Client(
                    new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey),
                    new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{store.Port}", ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
                await client.PutBucketAsync(bucket, Token);
            }

            var work = new Work(parts, store, bucket);
            await parts.ExecuteAsync("postgres", $"CREATE DATABASE \"{work.Database}\" OWNER \"{OwnServer.Owner}\" TEMPLATE template0");
            await parts.ExecuteAsync(work.Database, $"""
                SET ROLE "{OwnServer.Owner}";
                CREATE TABLE {First} AS SELECT md5(i::text) || md5((-i)::text) AS x FROM generate_series(1, {Rows}) i;
                CREATE TABLE {Second} AS SELECT i FROM generate_series(1, 1000) i;
                """);
            return work;
        }

        /// <summary>Runs the tool, and kills somebody before the server learns that a table's rows are wanted, or come.</summary>
        public async Task<ToolResult> KillAtAsync(string table, Victim victim, params string[] arguments)
        {
            var isKilled = 0;
            Process? tool = null;
            ToolResult result;
            await using (var gate = new StatementGate(_parts.Server, async statement =>
            {
                if (statement.StartsWith("COPY ", StringComparison.Ordinal) && statement.Contains(table, StringComparison.Ordinal) && Interlocked.Exchange(ref isKilled, 1) == 0)
                    await KillAsync(victim, tool!);
            }))
            {
                tool = Start(gate.Port, arguments);
                using (tool) result = await ToolResult.OfAsync(tool);
            }

            Assert.Equal(1, isKilled);
            if (victim == Victim.Server) await _parts.StartAgainAsync();
            if (victim == Victim.Store) await _store!.StartGatewayAsync();
            await WaitForSessionsAsync();
            return result;
        }

        public async Task<ToolResult> RunAsync(params string[] arguments)
        {
            using var tool = Start(_parts.Server.Port, arguments);
            return await ToolResult.OfAsync(tool);
        }

        public async Task AssertRestoresAsync(string key, string? target = null)
        {
            target ??= TestServer.UniqueName();
            (await RunAsync("restore", key, "--database", target)).EnsureSuccess();
            Assert.Equal((long)Rows, await _parts.ScalarAsync(target, $"SELECT count(DISTINCT x) FROM {First}"));
            Assert.Equal(1000L, await _parts.ScalarAsync(target, $"SELECT count(*) FROM {Second}"));
            await _parts.ExecuteAsync("postgres", $"DROP DATABASE \"{target}\" WITH (FORCE)");
        }

        /// <summary>What a killed process left is shown, and goes when that is applied; nothing else does.</summary>
        public async Task AssertPrunesAsync(string key)
        {
            var shown = (await RunAsync("prune", "--keep-last", "1")).EnsureSuccess();
            (await RunAsync("prune", "--keep-last", "1", "--apply")).EnsureSuccess();
            var after = (await RunAsync("prune", "--keep-last", "1")).EnsureSuccess();

            Assert.Contains("(unfinished: what wrote it is gone)", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("unfinished", after, StringComparison.Ordinal);
            Assert.Contains(key, after, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.EnumerateFiles("*", SearchOption.AllDirectories), file => file.Name.EndsWith(".partial", StringComparison.Ordinal));
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }

        private async Task KillAsync(Victim victim, Process tool)
        {
            switch (victim)
            {
                case Victim.PgDump:
                    using (var pgDump = ChildrenOf(tool.Id).Single(child => child.ProcessName == "pg_dump")) pgDump.Kill();
                    break;
                case Victim.Tool:
                    tool.Kill();
                    break;
                case Victim.Store:
                    await _store!.KillGatewayAsync();
                    break;
                case Victim.Server:
                    await _parts.KillAsync();
                    break;
            }
        }

        private static IEnumerable<Process> ChildrenOf(int id) =>
            from thread in Directory.EnumerateDirectories($"/proc/{id}/task")
            from child in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            select Process.GetProcessById(int.Parse(child, CultureInfo.InvariantCulture));

        private Process Start(int port, string[] arguments) => ToolProcess.Start(null, arguments, new Dictionary<string, string>
        {
            ["PGCLONE_STORAGE"] = _storage,
            ["PGCLONE_CONNECTION"] = new NpgsqlConnectionStringBuilder(_parts.OwnersConnection)
            {
                Port = port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
            }.ConnectionString,
            ["AWS_ACCESS_KEY_ID"] = S3Server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = S3Server.SecretKey,
            ["AWS_REGION"] = "us-east-1",
        });

        /// <summary>What the server was at when its client died, it may still be at.</summary>
        private async Task WaitForSessionsAsync()
        {
            var busy = $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{OwnServer.Owner}'";
            for (var look = 0; look < 400 && await _parts.ScalarAsync("postgres", busy) is not 0L; look++) await Task.Delay(50, Token);
        }
    }
}
