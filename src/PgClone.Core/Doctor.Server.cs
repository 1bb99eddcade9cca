using Npgsql;
using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Dumping;
using PgClone.Servers;
using PgClone.Servers.Connecting;
using PgClone.Servers.Local;
using PgClone.Sql;

namespace PgClone;

/// <content>The server, and PostgreSQL's programs for it.</content>
internal sealed partial class Doctor
{
    private const long LittleSpace = 1L << 30;

    /// <summary>Whoever asks for an examination does not want to wait a minute for an answer that does not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What is free where the server keeps its data; null where that can't be seen from here.</summary>
    private long? _free;

    private async Task<PostgresServer?> ExamineServerAsync(CancellationToken cancellationToken)
    {
        var isEmbedded = settings.MeansLocalServer();
        if (isEmbedded)
        {
            var status = await settings.CreateLocalServer(log).StatusAsync(cancellationToken).ConfigureAwait(false);
            if (!status.IsRunning)
            {
                await TryAsync("server", async () =>
                {
                    var programs = await settings.CreateLocalServer(log).FindProgramsAsync(cancellationToken).ConfigureAwait(false);
                    Add("server", FindingState.Ok, $"No connection is given: the embedded local server is started when it is needed, from PostgreSQL {programs.Version} in {programs.Directory}.");
                }).ConfigureAwait(false);
                ExamineDisk(status.DataDirectory ?? Path.GetFullPath(settings.DataDirectory ?? new LocalServerOptions().DataRoot, settings.BaseDirectory));
                return null;
            }
        }

        PostgresServer? server = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await TryAsync("server", async () =>
        {
            try
            {
                server = await settings.CreateServerSource(null, log).GetAsync(patience.Token).ConfigureAwait(false);
                Add("server", FindingState.Ok, $"PostgreSQL {server.Version} at {server.DisplayName}{(isEmbedded ? ", the embedded local server" : "")}.");
                await ExamineRightsAsync(server, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Add("server", FindingState.Problem, $"It has not answered in {Patience.TotalSeconds:0} s.", "Check host and port, the network and the firewall.");
            }
            catch (NpgsqlException e)
            {
                throw ConnectionFailure.OfStatement(e);
            }
        }).ConfigureAwait(false);
        return server;
    }

    private async Task ExamineRightsAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await ExaminePoolerAsync(server, cancellationToken).ConfigureAwait(false);
        await TryAsync("guards", async () =>
        {
            HostGuard.CheckRestore(settings, server);
            await ServerGuard.CheckRestoreAsync(server, settings.Database, cancellationToken).ConfigureAwait(false);
            Add("guards", FindingState.Ok, "This server may be restored into.");
        }, FindingState.Warning).ConfigureAwait(false);

        var isThere = settings.Database is { } database && await DatabaseCatalog.HasAsync(server, database, cancellationToken).ConfigureAwait(false);
        var obstacles = await TargetObstacles.FindAsync(server, settings.Database ?? "", isThere, cancellationToken).ConfigureAwait(false);
        foreach (var obstacle in obstacles) Add("rights", FindingState.Problem, $"{obstacle.Code.ToText()}: {obstacle.Why}", obstacle.Advice);
        if (obstacles.Count == 0) Add("rights", FindingState.Ok, isThere ? $"\"{settings.Database}\" can be replaced." : "Databases can be created.");

        await ExamineLeftoversAsync(server, cancellationToken).ConfigureAwait(false);
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (server.IsLocal) await ExamineDiskAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task ExaminePoolerAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        switch (await Pooler.FindModeAsync(server, connection, cancellationToken).ConfigureAwait(false))
        {
            case PoolMode.None:
                Add("pooler", FindingState.Ok, "There is none between.");
                break;
            case PoolMode.Session:
                Add("pooler", FindingState.Ok, "There is one between, in session mode.");
                break;
            default:
                Add("pooler", FindingState.Problem, "There is one between that lends sessions by the transaction or statement: no restore goes through it.",
                    "Give the address and port of the server itself, or those of a pool in session mode.");
                break;
        }
    }

    private async Task ExamineLeftoversAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var orphans = await OrphanReaper.FindAsync(server, cancellationToken).ConfigureAwait(false);
        if (orphans.Count == 0)
            Add("leftovers", FindingState.Ok, "Nothing was left behind.");
        else
            Add("leftovers", FindingState.Warning, $"Restores that were killed have left behind: {string.Join(", ", orphans)}.", "The next restore on this server drops them, or `pgclone reap`.");
    }

    private async Task ExamineDiskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'";
        var directories = await connection.QueryAsync(sql, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        // Who may not read the setting gets no row.
        if (directories is [var directory]) ExamineDisk(directory);
    }

    private void ExamineDisk(string directory)
    {
        try
        {
            var nearest = directory;
            while (!Directory.Exists(nearest) && Path.GetDirectoryName(nearest) is { } parent) nearest = parent;
            var free = new DriveInfo(nearest).AvailableFreeSpace;
            _free = free;
            var what = FormattableString.Invariant($"{free / 1e9:0.0} GB are free where the server keeps its data, {directory}.");
            Add("disk", free < LittleSpace ? FindingState.Warning : FindingState.Ok, what, free < LittleSpace ? "Make room: a restore needs the size of the database beside the old one." : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Add("disk", FindingState.Warning, $"How much is free can't be told of {directory}: {e.Message}");
        }
    }

    private async Task ExamineProgramsAsync(PostgresServer? server, CancellationToken cancellationToken)
    {
        await TryAsync("pg_dump", async () =>
        {
            var found = await PgDump.FindAsync(server?.Version ?? new PostgresVersion(0, 0), settings, cancellationToken).ConfigureAwait(false);
            Add("pg_dump", FindingState.Ok, $"{found.Version} in {found.Place}.");
        }, FindingState.Warning).ConfigureAwait(false);
        try
        {
            var found = await PostgresBinaries.FindPgRestoreAsync(settings.PostgresDirectory, cancellationToken).ConfigureAwait(false);
            Add("pg_restore", FindingState.Ok, $"{found.Version} in {found.Directory}.");
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.PgRestoreNotFound)
        {
            Add("pg_restore", FindingState.Ok, "Not found; only --engine pg_restore needs it.");
        }
    }
}
