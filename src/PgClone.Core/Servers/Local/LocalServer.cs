using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Servers.Connecting;

namespace PgClone.Servers.Local;

/// <summary>
/// A PostgreSQL server of PgClone's own, made of programs that are installed on this machine or came in a package, in a folder that belongs to the user.
/// Listens on 127.0.0.1 only. It trades durability for speed: a power cut may cost its data, which is made to be restored again.
/// </summary>
/// <remarks>
/// The server runs in the background, outlives the process that started it and is shared by all processes of the user. Each major version has
/// its own data directory, and one more where its programs came in a package. The superuser's password is random and stands only in a passfile that nobody else can read.
/// </remarks>
/// <param name="options">Where the server lives and what it is made of.</param>
/// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
public sealed class LocalServer(LocalServerOptions options, ILogger? log = null)
{
    private const string OfPackage = "-icu";

    // As long as pg_ctl waits for one to start.
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = log ?? NullLogger.Instance;
    private readonly string _directory = Path.Combine(Path.GetFullPath(options.DataRoot), options.Name);

    /// <summary>Gives the running server, starting it, and making its data directory, where that is needed.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    public async Task<PostgresServer> EnsureStartedAsync(CancellationToken cancellationToken = default)
    {
        var binaries = await FindProgramsAsync(cancellationToken).ConfigureAwait(false);
        var cluster = ClusterOf(binaries);
        if (await TryConnectAsync(cluster, cancellationToken).ConfigureAwait(false) is { } running) return running;

        return await Guarded(async account =>
        {
            // Whoever held the lock before may have started it.
            if (await TryConnectAsync(cluster, cancellationToken).ConfigureAwait(false) is { } started) return started;

            if (!cluster.Exists && options.Content is { } fillAsync)
            {
                await cluster.CreateOfAsync(fillAsync, binaries, account, cancellationToken).ConfigureAwait(false);
            }
            else if (!cluster.Exists)
            {
                var template = await ClusterTemplate.GetAsync(TemplateRoot(account), binaries, account, _log, cancellationToken).ConfigureAwait(false);
                await cluster.CreateAsync(template, account, cancellationToken).ConfigureAwait(false);
            }

            return await StartAsync(cluster, binaries, account, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The programs that the server is made of and started with. Those that come in a package are unpacked where that was not done yet.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/>, <see cref="ErrorCode.ServerPackageDamaged"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    internal Task<PostgresBinaries> FindProgramsAsync(CancellationToken cancellationToken) => new ServerSearch(options, _log).FindAsync(cancellationToken);

    /// <summary>Stops the server, ending the sessions that are connected. The data stays.</summary>
    /// <returns>Whether one was running.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    public async Task<bool> StopAsync(CancellationToken cancellationToken = default)
    {
        if (!Clusters().Any()) return false;

        // Those of one version stop the servers of all.
        var binaries = await new ServerSearch(options with { Version = null }, _log).FindAsync(cancellationToken).ConfigureAwait(false);
        return await Guarded(async account =>
        {
            var stopped = false;
            foreach (var cluster in Clusters())
            {
                if (await cluster.FindRunningAsync(cancellationToken).ConfigureAwait(false) is null) continue;

                await cluster.StopAsync(binaries, account, cancellationToken).ConfigureAwait(false);
                stopped = true;
            }

            return stopped;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is a data directory, of whichever version.</summary>
    internal bool HasData => Clusters().Any();

    /// <summary>Whether there is anything of it.</summary>
    internal bool Exists => Directory.Exists(_directory);

    /// <summary>Stops the server and deletes all that is there of it.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    internal async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (!Exists) return;

        await StopAsync(cancellationToken).ConfigureAwait(false);
        await Guarded(async account =>
        {
            foreach (var cluster in Directory.EnumerateDirectories(_directory).ToList()) await LocalCluster.DeleteAsync(cluster, account).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Says whether the server runs, and where.</summary>
    public async Task<LocalServerStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var newest = Clusters().FirstOrDefault();
        foreach (var cluster in Clusters())
        {
            if (await cluster.FindRunningAsync(cancellationToken).ConfigureAwait(false) is not { } running) continue;

            var server = await TryLookAsync(cluster, running, cancellationToken).ConfigureAwait(false);
            return new LocalServerStatus(
                true, cluster.DataDirectory, server?.Version, running.ProcessId, running.Port, PostgresServer.WithoutProtection(cluster.ConnectionTo(running.Port)).ConnectionString);
        }

        return new LocalServerStatus(false, newest?.DataDirectory);
    }

    /// <returns>Null where none runs, or one that does not take connections (yet, or any more).</returns>
    private async Task<PostgresServer?> TryConnectAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        if (await cluster.FindRunningAsync(cancellationToken).ConfigureAwait(false) is not { IsReady: true } running) return null;

        try
        {
            return await ConnectAsync(cluster, running.Port, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.ServerUnreachable)
        {
            _log.LocalServerSilent(cluster.DataDirectory, e.Reason());
            return null;
        }
    }

    /// <returns>Null also where the server has no connection free: whoever asks for its state does not wait for one.</returns>
    private async Task<PostgresServer?> TryLookAsync(LocalCluster cluster, PostmasterFile running, CancellationToken cancellationToken)
    {
        if (!running.IsReady) return null;

        try
        {
            return await PostgresServer.ConnectAsync(cluster.ConnectionTo(running.Port), null, cancellationToken, TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code is ErrorCode.ServerUnreachable or ErrorCode.NoConnectionFree)
        {
            _log.LocalServerSilent(cluster.DataDirectory, e.Reason());
            return null;
        }
    }

    /// <summary>Starts it, where it does not run. One that starts again after a crash, or that somebody is stopping, takes no connections for a while.</summary>
    private static async Task<PostgresServer> StartAsync(LocalCluster cluster, PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(RecoveryTime);
        while (true)
        {
            var alive = await cluster.FindRunningAsync(cancellationToken).ConfigureAwait(false);
            var port = alive?.Port ?? await cluster.StartAsync(binaries, account, cancellationToken).ConfigureAwait(false);
            try
            {
                return await ConnectAsync(cluster, port, cancellationToken).ConfigureAwait(false);
            }
            catch (PgCloneException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow })
            {
                if (!await backOff.WaitAsync(cancellationToken).ConfigureAwait(false)) throw;
            }
        }
    }

    private static async Task<PostgresServer> ConnectAsync(LocalCluster cluster, int port, CancellationToken cancellationToken) =>
        (await PostgresServer.ConnectAsync(cluster.ConnectionTo(port), null, cancellationToken).ConfigureAwait(false)).AsEmbedded();

    private async Task<T> Guarded<T>(Func<ServerAccount?, Task<T>> action, CancellationToken cancellationToken)
    {
        var account = ServerAccount.Find();
        try
        {
            PrivateFiles.CreateDirectory(_directory, reachable: account is not null);
            using var held = await FileLock.AcquireAsync(Path.Combine(_directory, "lock"), cancellationToken).ConfigureAwait(false);
            return await action(account).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(
                ErrorCode.LocalServerFailed,
                "The local server's folder can't be used.",
                _directory, e.Message,
                "Check that the folder may be written by you and that its disk is not full, or name another folder in PGCLONE_DATA_DIR.", e);
        }
    }

    private string TemplateRoot(ServerAccount? account)
    {
        var root = Path.GetFullPath(options.TemplateRoot ?? Path.Combine(options.DataRoot, "templates"));
        PrivateFiles.CreateDirectory(root, reachable: account is not null);
        return root;
    }

    private LocalCluster ClusterOf(PostgresBinaries binaries)
    {
        var major = binaries.Version.Major.ToString(CultureInfo.InvariantCulture);
        return ClusterIn(Path.Combine(_directory, binaries.Icu is { } icu ? $"{major}{OfPackage}{icu}" : major));
    }

    private LocalCluster ClusterIn(string directory) => new(directory, options, _log);

    private IEnumerable<LocalCluster> Clusters() => Directory.Exists(_directory)
        ? Directory.EnumerateDirectories(_directory)
            .Select(d => (Directory: d, Major: int.TryParse(Path.GetFileName(d).Split(OfPackage)[0], CultureInfo.InvariantCulture, out var major) ? major : 0))
            .Where(d => d.Major > 0)
            .OrderByDescending(d => d.Major).ThenBy(d => d.Directory, StringComparer.Ordinal)
            .Select(d => ClusterIn(d.Directory))
            .Where(c => c.Exists)
        : [];
}
