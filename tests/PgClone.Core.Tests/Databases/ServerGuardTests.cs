using PgClone.Diagnostics;

namespace PgClone.Databases;

/// <summary>The server itself says no. What is said of a whole server is tried on one of its own.</summary>
public sealed class ServerGuardTests(GuardedServer guarded) : IClassFixture<GuardedServer>, IAsyncLifetime
{
    private const string Owner = GuardedServer.Owner;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await guarded.ExecuteAsync("shop", "TRUNCATE item; INSERT INTO item VALUES (1), (2)");

    public async ValueTask DisposeAsync() => await guarded.ExecuteAsync(
        "postgres",
        $"ALTER DATABASE shop RESET ALL; ALTER ROLE {Owner} IN DATABASE shop RESET ALL; ALTER ROLE {Owner} RESET ALL; ALTER ROLE CURRENT_USER RESET ALL;"
        + "ALTER ROLE ALL RESET ALL; DROP DATABASE IF EXISTS copy; ALTER SYSTEM RESET ALL");

    [Theory]
    [InlineData("ALTER DATABASE shop SET pgclone.allow_restore = off", "the database \"shop\"")]
    [InlineData("ALTER DATABASE shop SET \"PgClone.Allow_Restore\" = 'of'", "the database \"shop\"")]
    [InlineData("ALTER DATABASE shop SET pgclone.allow_restore = ''", "the database \"shop\"")]
    [InlineData($"ALTER ROLE {Owner} IN DATABASE shop SET pgclone.allow_restore = off", $"the role \"{Owner}\" in the database \"shop\"")]
    [InlineData($"ALTER ROLE {Owner} SET pgclone.allow_restore = off", $"the role \"{Owner}\"")]
    [InlineData("ALTER ROLE ALL SET pgclone.allow_restore = no", "all roles")]
    [InlineData("SET pgclone.allow_restore = 0; ALTER SYSTEM SET pgclone.allow_restore = 0", "the server")]
    public async Task A_restore_is_refused_before_anything_is_made(string statements, string source)
    {
        await guarded.ExecuteAsync("postgres", statements);

        var error = await Assert.ThrowsAsync<PgCloneException>(() => guarded.CreateCloner(asOwner: true).RestoreAsync(new RestoreOptions { Database = "shop" }, Token));

        Assert.Equal(ErrorCode.NotAllowed, error.Code);
        Assert.Contains(source, error.Why, StringComparison.Ordinal);
        await AssertUntouchedAsync();
    }

    [Theory]
    [InlineData("ALTER DATABASE shop SET pgclone.allow_restore = off")]
    [InlineData("ALTER ROLE ALL SET pgclone.allow_restore = off")]
    [InlineData("SET pgclone.allow_restore = off; ALTER SYSTEM SET pgclone.allow_restore = off; ALTER ROLE CURRENT_USER SET pgclone.allow_restore = on")]
    public async Task A_superuser_is_refused_too(string statements)
    {
        await guarded.ExecuteAsync("postgres", statements);

        var error = await Assert.ThrowsAsync<PgCloneException>(() => guarded.CreateCloner(asOwner: false).RestoreAsync(new RestoreOptions { Database = "shop" }, Token));

        Assert.Equal(ErrorCode.NotAllowed, error.Code);
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task The_strictest_word_wins_and_a_client_cannot_talk_over_it()
    {
        await guarded.ExecuteAsync("postgres", "ALTER ROLE ALL SET pgclone.allow_restore = off; ALTER DATABASE shop SET pgclone.allow_restore = on");
        var connection = guarded.ConnectionOf(asOwner: true) + ";Options=-c pgclone.allow_restore=on";

        var spoken = await Assert.ThrowsAsync<PgCloneException>(() => guarded.CreateCloner(asOwner: true).RestoreAsync(new RestoreOptions { Database = "shop" }, Token));
        await guarded.ExecuteAsync("postgres", "ALTER ROLE ALL RESET pgclone.allow_restore");
        var hidden = await Assert.ThrowsAsync<PgCloneException>(
            () => guarded.CreateCloner(asOwner: true).RestoreAsync(new RestoreOptions { Database = "shop", Connection = connection }, Token));

        Assert.Equal((ErrorCode.NotAllowed, ErrorCode.NotAllowed), (spoken.Code, hidden.Code));
        Assert.Contains("Options", hidden.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_one_database_leaves_the_others_alone()
    {
        await guarded.ExecuteAsync("postgres", "ALTER DATABASE shop SET pgclone.allow_restore = off; ALTER DATABASE shop SET pgclone.allow_dump = on");
        var cloner = guarded.CreateCloner(asOwner: true);

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = "shop", Database = "copy" }, Token);
        await using var beside = await cloner.RestoreTemporaryAsync(new RestoreOptions { Database = "shop" }, Token);

        Assert.Equal((1, 1), (result.Rows, beside.Result.Rows));
    }

    [Fact]
    public async Task What_is_said_of_the_whole_server_holds_for_a_database_beside_as_well()
    {
        await guarded.ExecuteAsync("postgres", "ALTER ROLE ALL SET pgclone.allow_restore = off");

        var error = await Assert.ThrowsAsync<PgCloneException>(() => guarded.CreateCloner(asOwner: true).RestoreTemporaryAsync(new RestoreOptions { Database = "shop" }, Token));

        Assert.Equal(ErrorCode.NotAllowed, error.Code);
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_dump_is_refused_and_the_word_outlives_a_restore()
    {
        await guarded.ExecuteAsync("postgres", "ALTER DATABASE shop SET pgclone.allow_dump = off");
        var cloner = guarded.CreateCloner(asOwner: false);
        await cloner.RestoreAsync(new RestoreOptions { Database = "shop" }, Token);

        var error = await Assert.ThrowsAsync<PgCloneException>(() => cloner.DumpAsync(new DumpOptions { Database = "shop" }, Token));

        Assert.Equal(ErrorCode.NotAllowed, error.Code);
        Assert.Contains("pgclone.allow_dump is 'off' for the database \"shop\"", error.Why, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(guarded.Dumps, "*.dump", SearchOption.AllDirectories));
    }

    private async Task AssertUntouchedAsync()
    {
        Assert.Equal(2L, await guarded.ScalarAsync("shop", "SELECT count(*) FROM item"));
        Assert.Equal(1L, await guarded.ScalarAsync("postgres", "SELECT count(*) FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"));
    }
}
