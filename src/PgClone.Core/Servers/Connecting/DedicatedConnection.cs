using Npgsql;

namespace PgClone.Servers.Connecting;

/// <summary>Opens connections of our own: outside every pool, without a command timeout, and with words for what goes wrong.</summary>
internal static class DedicatedConnection
{
    private const string Utf8 = "UTF8";

    public static string ApplicationNameOf(NpgsqlConnectionStringBuilder builder) => builder.ApplicationName ?? "pgclone";

    /// <summary>How messages name the server.</summary>
    public static string Display(NpgsqlConnectionStringBuilder builder) =>
        builder.Host!.Contains(',', StringComparison.Ordinal) ? builder.Host : $"{builder.Host}:{builder.Port}";

    /// <param name="builder">Where to.</param>
    /// <param name="patience">How long to wait where the server has no connection free.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder builder, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Without a pool it is of no use to an open connection, but the driver's metrics keep it for ever unless it is disposed.
        var source = Dedicated(builder);
        await using var _ = source.ConfigureAwait(false);
        var backOff = new BackOff(patience);
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (ConnectionShortage.Is(e))
            {
                if (!await backOff.WaitAsync(cancellationToken).ConfigureAwait(false)) throw ConnectionShortage.ToFailure(e, builder);
            }
            catch (Exception e) when (ServerCertificate.IsRefused(e))
            {
                throw await ServerCertificate.ExplainAsync(e, builder, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (ConnectionFailure.Explain(e, builder) is { } explained)
            {
                throw explained;
            }
        }
    }

    private static NpgsqlDataSource Dedicated(NpgsqlConnectionStringBuilder builder)
    {
        var dedicated = new NpgsqlConnectionStringBuilder(builder.ConnectionString)
        {
            ApplicationName = ApplicationNameOf(builder),
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            CommandTimeout = 0,
            // What of it may be shown is decided in one place: ServerRefusal.
            IncludeErrorDetail = true,
            IncludeFailedBatchedCommand = true,
            MaxAutoPrepare = 0,
            KeepAlive = 30,
            // Milliseconds that a cancelled statement has to end: one that is cut off may still go on when its work is being undone.
            CancellationTimeout = 10_000,
            WriteBufferSize = 128 * 1024,
        };
        // SQL is sent as UTF-8, whatever PGCLIENTENCODING or the server would take it for.
        if (dedicated.Encoding == Utf8) dedicated.ClientEncoding = Utf8;
        return new NpgsqlDataSourceBuilder(dedicated.ConnectionString)
            .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
            .Build();
    }
}
