using Npgsql;

namespace PgClone.Servers;

/// <summary>A server that answered: where it is, which version it has, and how to open connections to its databases.</summary>
public sealed class PostgresServer
{
    private readonly NpgsqlConnectionStringBuilder _builder;

    internal PostgresServer(NpgsqlConnectionStringBuilder builder, PostgresVersion version)
    {
        _builder = builder;
        Version = version;
    }

    /// <summary>The server's version.</summary>
    public PostgresVersion Version { get; }

    /// <summary>The connection string of one database on this server. It may hold a password: never print it.</summary>
    public string GetConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_builder.ConnectionString) { Database = database }.ConnectionString;
}
