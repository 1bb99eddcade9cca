using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers.Connecting;
using PgClone.Sql;

namespace PgClone.Servers;

/// <summary>A server that answered: where it is, which version it has, and how to open connections to its databases.</summary>
/// <remarks>Holds no connection: it is as cheap to keep as a connection string, and safe for concurrent use.</remarks>
public sealed class PostgresServer
{
    private const string Hidden = "***";

    /// <summary>A shorter one is in half the words that a program prints.</summary>
    private const int ShortestSecret = 4;

    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(1);

    /// <summary>Sessions can be ended by DROP DATABASE ... WITH (FORCE) from here on.</summary>
    private const int OldestMajor = 13;

    private readonly NpgsqlConnectionStringBuilder _builder;

    private PostgresServer(NpgsqlConnectionStringBuilder builder, string maintenanceDatabase, PostgresVersion version)
    {
        _builder = builder;
        MaintenanceDatabase = maintenanceDatabase;
        Version = version;
    }

    /// <summary>The same server, but for what an initializer says.</summary>
    private PostgresServer(PostgresServer server, NpgsqlConnectionStringBuilder? builder = null)
        : this(builder ?? server._builder, server.MaintenanceDatabase, server.Version) =>
        (IsEmbedded, Patience, Log, Limits) = (server.IsEmbedded, server.Patience, server.Log, server.Limits);

    /// <summary>The server's version.</summary>
    public PostgresVersion Version { get; }

    /// <summary>The host's name or address, or the folder of the Unix socket.</summary>
    public string Host => _builder.Host!;

    /// <summary>The port.</summary>
    public int Port => _builder.Port;

    /// <summary>How messages name the server: <c>host:port</c>.</summary>
    public string DisplayName => DedicatedConnection.Display(_builder);

    /// <summary>Who connects.</summary>
    internal string? User => _builder.Username;

    /// <summary>What our sessions there call themselves.</summary>
    internal string ApplicationName => DedicatedConnection.ApplicationNameOf(_builder);

    /// <summary>Whether the server is on this machine: a loopback address or a Unix socket.</summary>
    public bool IsLocal => IsLocalHost(Host);

    /// <summary>Where what fails on this server, and is passed over, is logged.</summary>
    internal ILogger Log { get; private init; } = NullLogger.Instance;

    /// <summary>Whether it is the embedded local server, which has this machine to itself.</summary>
    internal bool IsEmbedded { get; private init; }

    /// <summary>The database to connect to for work on the server itself: creating, renaming and dropping other databases.</summary>
    public string MaintenanceDatabase { get; }

    /// <summary>How long to wait for a connection where the server has none free.</summary>
    internal TimeSpan Patience { get; private init; } = DefaultPatience;

    /// <summary>What statements in the maintenance database are held to.</summary>
    internal StatementLimits Limits { get; private init; } = StatementLimits.None;

    /// <summary>Connects once to see who answers.</summary>
    /// <param name="connectionString">
    /// An Npgsql connection string, or a URL: <c>postgres://user@host:5432</c>. The database that it names plays no part. What it leaves open of user,
    /// password and certificates is taken from <c>PGUSER</c>, <c>PGPASSWORD</c> and others, as Npgsql does.
    /// </param>
    /// <param name="maintenanceDatabase">The database to connect to for work on the server itself; null means <c>postgres</c>, else <c>template1</c>.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.InvalidOption"/>, <see cref="ErrorCode.ServerUnreachable"/>, <see cref="ErrorCode.AuthenticationFailed"/>,
    /// <see cref="ErrorCode.DatabaseNotFound"/> or <see cref="ErrorCode.NoConnectionFree"/>.
    /// </exception>
    public static Task<PostgresServer> ConnectAsync(
        string connectionString, string? maintenanceDatabase = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(ConnectionText.Parse(connectionString), maintenanceDatabase, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, string?, CancellationToken)"/>
    internal static async Task<PostgresServer> ConnectAsync(
        NpgsqlConnectionStringBuilder builder, string? maintenanceDatabase, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        try
        {
            return await ProbeAsync(builder, maintenanceDatabase ?? "postgres", patience ?? DefaultPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (maintenanceDatabase is null && e.Code == ErrorCode.DatabaseNotFound)
        {
            return await ProbeAsync(builder, "template1", patience ?? DefaultPatience, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The connection string of one database on this server. It may hold a password: never print it.</summary>
    public string GetConnectionString(string database) => With(_builder, database).ConnectionString;

    /// <summary>The connection string of one database with no password in it.</summary>
    public string GetDisplayConnectionString(string database) => WithoutPasswords(IsEmbedded ? WithoutProtection(_builder) : _builder, database);

    /// <summary>What a program of ours is given where everybody can read it: all but the passwords, which are in its environment.</summary>
    internal string GetOpenConnectionString(string database) => WithoutPasswords(_builder, database);

    /// <summary>
    /// The variables by which libpq programs (pg_dump, psql) and most drivers come to one database. They may hold a password: give them to a
    /// child process and to nothing else.
    /// </summary>
    public IReadOnlyDictionary<string, string> GetEnvironment(string database) => LibpqEnvironment.From(With(_builder, database));

    /// <summary>A text of others with <c>***</c> in place of what lets in, as written in a connection string and as in a URL. What has fewer than four letters hides nothing.</summary>
    internal string HideSecrets(string text)
    {
        foreach (var secret in new[] { _builder.Password, _builder.SslPassword }.OfType<string>().Where(secret => secret.Length >= ShortestSecret))
            text = text.Replace(secret, Hidden, StringComparison.Ordinal).Replace(Uri.EscapeDataString(secret), Hidden, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Opens a connection of its own, outside every pool, without a command timeout. The caller disposes it.</summary>
    /// <remarks>
    /// The server's types are not loaded: only PostgreSQL's built-in types can be read and written. Where the server has no connection free,
    /// this waits for one up to a minute.
    /// </remarks>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.ServerUnreachable"/>, <see cref="ErrorCode.AuthenticationFailed"/>, <see cref="ErrorCode.DatabaseNotFound"/> or
    /// <see cref="ErrorCode.NoConnectionFree"/>.
    /// </exception>
    public Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken = default) =>
        DedicatedConnection.OpenAsync(With(_builder, database), Patience, cancellationToken);

    /// <summary>Opens a connection as <see cref="OpenAsync(string, CancellationToken)"/> does, but without waiting for one.</summary>
    /// <returns>Null where the server has none free.</returns>
    internal async Task<NpgsqlConnection?> TryOpenAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await DedicatedConnection.OpenAsync(With(_builder, database), TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.NoConnectionFree)
        {
            return null;
        }
    }

    /// <summary>Opens a connection to <see cref="MaintenanceDatabase"/>, as <see cref="OpenAsync(string, CancellationToken)"/> does.</summary>
    /// <exception cref="PgCloneException">As of <see cref="OpenAsync(string, CancellationToken)"/>.</exception>
    public async Task<NpgsqlConnection> OpenMaintenanceAsync(CancellationToken cancellationToken = default) =>
        await WithLimitsAsync(await OpenAsync(MaintenanceDatabase, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Opens such a connection without waiting for one.</summary>
    /// <returns>Null where the server has none free.</returns>
    internal async Task<NpgsqlConnection?> TryOpenMaintenanceAsync(CancellationToken cancellationToken) =>
        await TryOpenAsync(MaintenanceDatabase, cancellationToken).ConfigureAwait(false) is { } connection
            ? await WithLimitsAsync(connection, cancellationToken).ConfigureAwait(false)
            : null;

    private async Task<NpgsqlConnection> WithLimitsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await Limits.ApplyAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// The same server, with connections that send each character of SQL as one byte and read bytes alike: for text that has been read so from
    /// something in <paramref name="clientEncoding"/>, by PostgreSQL's name.
    /// </summary>
    internal PostgresServer WithBytesAsText(string clientEncoding) =>
        new(this, new NpgsqlConnectionStringBuilder(_builder.ConnectionString) { Encoding = "iso-8859-1", ClientEncoding = clientEncoding });

    /// <summary>The same server, known to be the embedded one.</summary>
    internal PostgresServer AsEmbedded() => new(this) { IsEmbedded = true };

    /// <summary>The same server, with a log.</summary>
    internal PostgresServer WithLog(ILogger log) => new(this) { Log = log };

    /// <summary>The same server, with limits for statements about whole databases.</summary>
    internal PostgresServer WithLimits(StatementLimits limits) => new(this) { Limits = limits };

    /// <summary>The same server, with another time to wait for a connection.</summary>
    internal PostgresServer WithPatience(TimeSpan patience) => new(this) { Patience = patience };

    /// <summary>Whether a host, or each one of several, is this machine by its name: what a name resolves to may change.</summary>
    internal static bool IsLocalHost(string hosts) => hosts.Split(',').All(host => IsThisMachine(host.Trim()));

    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerTooOld"/>.</exception>
    internal static void EnsureSupported(PostgresVersion version, string displayName)
    {
        if (version.Major < OldestMajor)
            throw new PgCloneException(
                ErrorCode.ServerTooOld, $"PostgreSQL {version} is too old: PgClone works with PostgreSQL {OldestMajor} and later.", displayName,
                advice: "Dump with that version's own pg_dump and restore its dump into a newer server.");
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith('/') || host.StartsWith('@') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The embedded server's connection as people need it, without what keeps their environment out.</summary>
    internal static NpgsqlConnectionStringBuilder WithoutProtection(NpgsqlConnectionStringBuilder builder) =>
        new() { Host = builder.Host, Port = builder.Port, Username = builder.Username, Passfile = builder.Passfile };

    private static async Task<PostgresServer> ProbeAsync(
        NpgsqlConnectionStringBuilder builder, string maintenanceDatabase, TimeSpan patience, CancellationToken cancellationToken)
    {
        var connection = await DedicatedConnection.OpenAsync(With(builder, maintenanceDatabase), patience, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        var versions = await connection.QueryAsync(
            "SELECT current_setting('server_version_num')::int", [], row => PostgresVersion.FromNumber(row.GetInt32(0)), cancellationToken).ConfigureAwait(false);
        var version = versions[0];
        EnsureSupported(version, DedicatedConnection.Display(builder));

        // Of several hosts, or of a host with its port in it, the one that answered is the server from now on.
        var pinned = new NpgsqlConnectionStringBuilder(builder.ConnectionString)
        {
            Host = connection.Host,
            Port = connection.Port,
            Username = connection.UserName,
        };
        pinned.Remove("Target Session Attributes");
        return new PostgresServer(pinned, maintenanceDatabase, version);
    }

    private static string WithoutPasswords(NpgsqlConnectionStringBuilder builder, string database)
    {
        var open = With(builder, database);
        open.Remove("Password");
        open.Remove("SSL Password");
        return open.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder With(NpgsqlConnectionStringBuilder builder, string database) =>
        new(builder.ConnectionString) { Database = database };
}
