namespace PgClone.Benchmarks.Suite;

/// <summary>A small test class: three tests that read and write a little.</summary>
public abstract class SuiteTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    [Fact]
    public async Task Reads_what_was_dumped()
    {
        Assert.NotEqual(0L, await ScalarAsync("SELECT count(*) FROM accounts WHERE id <= 100"));
        SuiteDatabases.NoteTest();
    }

    [Fact]
    public async Task Adds_a_row()
    {
        Assert.Equal("new", await ScalarAsync("INSERT INTO accounts SELECT max(id) + 1, 'new', 1, '{}' FROM accounts RETURNING name"));
        SuiteDatabases.NoteTest();
    }

    [Fact]
    public async Task Changes_rows()
    {
        Assert.Equal(20L, await ScalarAsync("WITH changed AS (UPDATE accounts SET balance = balance + 1 WHERE id <= 20 RETURNING id) SELECT count(*) FROM changed"));
        SuiteDatabases.NoteTest();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
