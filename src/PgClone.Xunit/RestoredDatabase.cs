using Npgsql;

namespace PgClone.Xunit;

/// <summary>A restored database and the connections into it. Disposing it closes them and drops the database.</summary>
internal sealed class RestoredDatabase : IAsyncDisposable
{
    private readonly TemporaryRestore _restore;

    public RestoredDatabase(TemporaryRestore restore, int maxPoolSize)
    {
        _restore = restore;
        var builder = new NpgsqlConnectionStringBuilder(restore.Result.ConnectionString) { MaxPoolSize = maxPoolSize };
        builder.MinPoolSize = Math.Min(builder.MinPoolSize, maxPoolSize);
        ConnectionString = builder.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public RestoreResult Restore => _restore.Result;

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false);
        using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await _restore.DisposeAsync().ConfigureAwait(false);
    }
}
