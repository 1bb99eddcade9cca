using Npgsql;

namespace PgClone.Xunit;

/// <summary>A restored database and the connections into it. Disposing it closes them and drops the database.</summary>
internal sealed class RestoredDatabase : IAsyncDisposable
{
    private const int DefaultPoolSize = 10;

    private readonly TemporaryRestore _restore;

    private RestoredDatabase(TemporaryRestore restore, int? maxPoolSize, Action<NpgsqlDataSourceBuilder> configure)
    {
        _restore = restore;
        var builder = new NpgsqlDataSourceBuilder(WithPool(new NpgsqlConnectionStringBuilder(restore.Result.ConnectionString), maxPoolSize).ConnectionString);
        configure(builder);
        // What was changed there holds for both ways in.
        ConnectionString = builder.ConnectionStringBuilder.ConnectionString;
        DataSource = builder.Build();
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public RestoreResult Restore => _restore.Result;

    /// <summary>Takes a restored database over: whatever fails here drops it.</summary>
    public static async Task<RestoredDatabase> OpenAsync(TemporaryRestore restore, int? maxPoolSize, Action<NpgsqlDataSourceBuilder> configure)
    {
        try
        {
            return new RestoredDatabase(restore, maxPoolSize, configure);
        }
        catch
        {
            await restore.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await DataSource.DisposeAsync().ConfigureAwait(false);
            using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }
        finally
        {
            await _restore.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The pool as asked for, else as the connection string has it, else a small one.</summary>
    private static NpgsqlConnectionStringBuilder WithPool(NpgsqlConnectionStringBuilder builder, int? maxPoolSize)
    {
        var isSaid = builder.ShouldSerialize("Maximum Pool Size");
        builder.MaxPoolSize = maxPoolSize ?? (isSaid ? builder.MaxPoolSize : Math.Max(DefaultPoolSize, builder.MinPoolSize));
        // One that is larger than the largest would be refused when the first connection is opened.
        builder.MinPoolSize = Math.Min(builder.MinPoolSize, builder.MaxPoolSize);
        return builder;
    }
}
