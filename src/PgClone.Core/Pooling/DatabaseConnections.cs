using Npgsql;

namespace PgClone.Pooling;

/// <summary>The ways into a database that is handed out: a data source, and a connection string with a pool of its own.</summary>
internal sealed class DatabaseConnections : IAsyncDisposable
{
    private const int DefaultPoolSize = 10;

    /// <param name="connectionString">Leads to the database.</param>
    /// <param name="maxPoolSize">How many connections either way may hold at once; null: what the connection string says, else a few.</param>
    /// <param name="configure">Has the last word.</param>
    public DatabaseConnections(string connectionString, int? maxPoolSize, Action<NpgsqlDataSourceBuilder>? configure)
    {
        var builder = new NpgsqlDataSourceBuilder(WithPool(new NpgsqlConnectionStringBuilder(connectionString), maxPoolSize).ConnectionString);
        configure?.Invoke(builder);
        // What was changed there holds for both ways in.
        ConnectionString = builder.ConnectionStringBuilder.ConnectionString;
        DataSource = builder.Build();
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Closes the connections that nobody uses at the moment; those in use are closed when they are given back.</summary>
    public void Clear()
    {
        DataSource.Clear();
        using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Clear();
        await DataSource.DisposeAsync().ConfigureAwait(false);
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
