using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Xunit;

/// <summary>What a test is told where something is missing that every test needs.</summary>
public sealed class FirstUseTests(ShopStore store) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-first-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public Task Without_a_configuration_file_it_is_said_that_there_is_none() => AssertIsToldAsync(
        ErrorCode.InvalidOption,
        ["No pgclone.json in " + _folder.FullName],
        options => (options.Source, options.Storage) = (null, null));

    [Fact]
    public Task Without_a_dump_it_is_said_that_the_store_is_empty() => AssertIsToldAsync(
        ErrorCode.DumpNotFound,
        ["There is no dump of a database 'shop'.", "The store is empty.", "do: "],
        options => (options.Source, options.Storage) = ("shop", _folder.FullName));

    [Fact]
    public Task Without_a_server_it_is_said_who_did_not_answer() => AssertIsToldAsync(
        ErrorCode.ServerUnreachable,
        ["127.0.0.1:1", "do: "],
        options => options.Connection = "Host=127.0.0.1;Port=1;Username=x;Timeout=2");

    [Fact]
    public Task Without_PostgreSQLs_programs_it_is_said_how_to_come_by_them()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "pgclone.json"), $$"""{ "postgresDirectory": "{{_folder.FullName}}", "dataDirectory": "{{_folder.FullName}}/data" }""");
        return AssertIsToldAsync(ErrorCode.BinariesNotFound, [_folder.FullName, "do: "], options => options.Connection = null);
    }

    private async Task AssertIsToldAsync(ErrorCode code, string[] words, Action<PgCloneFixtureOptions> change)
    {
        await using var fixture = new StepwiseFixture(store)
        {
            Configuring = (options, _) =>
            {
                options.SettingsDirectory = _folder.FullName;
                change(options);
                return Task.CompletedTask;
            },
        };

        var first = await Assert.ThrowsAsync<PgCloneException>(() => fixture.StartAsync(Token));
        var second = Assert.Throws<PgCloneException>(() => fixture.DataSource);

        Assert.Equal(code, first.Code);
        Assert.All(words, word => Assert.Contains(word, first.Message, StringComparison.Ordinal));
        Assert.Equal(first.Message, second.Message);
        Assert.Equal(1, fixture.Starts);
    }
}
