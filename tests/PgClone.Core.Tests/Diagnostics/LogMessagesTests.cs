using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Databases;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Diagnostics;

public sealed partial class LogMessagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_message_has_an_id_of_its_own_and_all_are_in_one_place()
    {
        var messages = typeof(PgCloner).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(m => m.Message is not null)
            .ToList();

        Assert.NotEmpty(messages);
        Assert.All(messages, m => Assert.Equal(typeof(LogMessages), m.Method.DeclaringType));
        Assert.All(messages, m => Assert.True(m.Message!.EventId > 0, m.Method.Name));
        Assert.Equal(messages.Count, messages.Select(m => m.Message!.EventId).Distinct().Count());
    }

    [Fact]
    public void No_exception_is_swallowed_without_a_word()
    {
        // What ends a loop or a wait, asks whether something is there or can be read, stops what has ended, or only costs time or a message some of its words, is no failure.
        string[] expected =
        [
            "HeadReader.cs: StarvedException", "HeldLock.cs: OperationCanceledException", "FoundDump.cs: PgCloneException e", "LineSpeed.cs: OperationCanceledException", "ConnectionBudget.cs: TimeoutException", "HeldLock.cs: Exception e",
            "ServerCertificate.cs: Exception e", "ChildProcess.cs: Exception e", "S3Upload.cs: AmazonS3Exception e", "S3Leftovers.cs: AmazonS3Exception e", "S3ClientExtensions.cs: AmazonS3Exception e", "DirectoryLeftovers.cs: Exception e", "ScatteredFolder.cs: Exception e", "ContainerServer.cs: AggregateException",
        ];

        var silent = Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => SilentCatch().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Groups["what"].Value}"));

        Assert.Equal(expected.Order(StringComparer.Ordinal), silent.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_refusals_rows_stay_out_of_the_log()
    {
        var refusal = new PostgresException("null value in column", "ERROR", "ERROR", PostgresErrorCodes.NotNullViolation, "Failing row contains (hidden-word).");

        Assert.DoesNotContain("hidden-word", refusal.Reason(), StringComparison.Ordinal);
        Assert.Contains("null value in column", refusal.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_dump_that_can_not_be_removed_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("pgclone-log-");
        try
        {
            var log = new LogList();
            var store = new DirectoryStore(folder.FullName, log);
            await using (await store.CreateAsync(DumpKey.Create(KeyLayout.Database, "shop", "default", DateTimeOffset.UnixEpoch, "here"), 0, Token))
            {
                var partial = folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Single().FullName;
                File.Delete(partial);
                Directory.CreateDirectory(partial);
            }

            var (id, level, text) = Assert.Single(log.Entries);
            Assert.Equal((101, LogLevel.Warning), (id, level));
            Assert.Contains(".partial", text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_lock_whose_session_was_ended_is_told()
    {
        var log = new LogList();
        var server = (await TestServer.GetAsync()).WithLog(log);
        const long Key = 4711_0815;
        var session = await OwnerSession.OpenAsync(server, Token);
        Assert.True(await AdvisoryLock.TryTakeAsync(session, Key, Token));
        await using var held = HeldLock.Keep(server, Key, "a test", session);

        await TestServer.EndHolderAsync(Key);
        await held.EnsureAsync(Token);

        Assert.Contains(log.Entries, entry => entry is { Id: 104, Level: LogLevel.Warning } && entry.Text.Contains("a test", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"catch\s*(\((?<what>[^)]*)\))?[^{;]*(?<!is )\{\s*(//[^\n]*\s*)*\}")]
    private static partial Regex SilentCatch();
}
