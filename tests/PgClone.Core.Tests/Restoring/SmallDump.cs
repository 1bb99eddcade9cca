using PgClone.Restoring.Execution;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>A dump of a database that some SQL made, by stock pg_dump.</summary>
internal sealed class SmallDump : IAsyncDisposable
{
    private SmallDump(string path) => File = path;

    /// <summary>Its file.</summary>
    public string File { get; }

    public static async Task<SmallDump> CreateAsync(string sql, params string[] arguments)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync(sql);
        return await OfAsync(database, arguments);
    }

    public static async Task<SmallDump> OfAsync(TestDatabase database, params string[] arguments)
    {
        var path = Path.Combine(Path.GetTempPath(), TestServer.UniqueName() + ".dump");
        (await StockTools.RunAsync("pg_dump", database.Server, database.Name, ["--format=custom", "--file", path, .. arguments])).EnsureSuccess();
        return new SmallDump(path);
    }

    /// <summary>Restores into a fresh database, which whoever asked for it drops.</summary>
    public Task<(TestDatabase Database, RestoreReport Report)> RestoreAsync(Selection selection) => RestoreAsync(new RestorePlanOptions { Selection = selection });

    /// <inheritdoc cref="RestoreAsync(Selection)"/>
    public async Task<(TestDatabase Database, RestoreReport Report)> RestoreAsync(RestorePlanOptions options)
    {
        var database = await TestServer.CreateDatabaseAsync();
        try
        {
            return (database, await PlainRestore.IntoAsync(database, File, options));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        System.IO.File.Delete(File);
        return ValueTask.CompletedTask;
    }
}
