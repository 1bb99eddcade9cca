using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Servers.Local;

/// <summary>
/// A PostgreSQL server of PgClone's own, made of the programs that are installed on this machine, in a folder that belongs to the user.
/// Listens on 127.0.0.1 only. It trades durability for speed: a power cut may cost its data, which is made to be restored again.
/// </summary>
/// <remarks>
/// The server runs in the background, outlives the process that started it and is shared by all processes of the user. Each major version has
/// its own data directory. The superuser's password is random and stands only in a passfile that nobody else can read.
/// </remarks>
/// <param name="options">Where the server lives and what it is made of.</param>
/// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
public sealed class LocalServer(LocalServerOptions options, ILogger? log = null)
{
    private readonly ILogger _log = log ?? NullLogger.Instance;
    private readonly string _directory = Path.Combine(Path.GetFullPath(options.DataRoot), options.Name);

    /// <summary>Gives the running server, starting it, and making its data directory, where that is needed.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    public async Task<PostgresServer> EnsureStartedAsync(CancellationToken cancellationToken = default)
    {
        var binaries = await PostgresBinaries.FindServerAsync(options.BinDirectory, cancellationToken).ConfigureAwait(false);
        var cluster = ClusterOf(binaries.Version.Major);
        if (await TryConnectAsync(cluster, cancellationToken).ConfigureAwait(false) is { } running) return running;

        return await Guarded(async account =>
        {
            // Whoever held the lock before may have started it.
            if (await TryConnectAsync(cluster, cancellationToken).ConfigureAwait(false) is { } started) return started;

            if (!cluster.Exists)
            {
                var template = await ClusterTemplate.GetAsync(TemplateRoot(account), binaries, account, _log, cancellationToken).ConfigureAwait(false);
                await cluster.CreateAsync(template, account, cancellationToken).ConfigureAwait(false);
            }

            var alive = await cluster.FindRunningAsync(cancellationToken).ConfigureAwait(false);
            var port = alive?.Port ?? await cluster.StartAsync(binaries, account, cancellationToken).ConfigureAwait(false);
            return await ConnectAsync(cluster, port, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the server, ending the sessions that are connected. The data stays.</summary>
    /// <returns>Whether one was running.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    public async Task<bool> StopAsync(CancellationToken cancellationToken = default)
    {
        if (!Clusters().Any()) return false;

        var binaries = await PostgresBinaries.FindServerAsync(options.BinDirectory, cancellationToken).ConfigureAwait(false);
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

    private LocalCluster ClusterOf(int major) => new(Path.Combine(_directory, major.ToString(CultureInfo.InvariantCulture)), options, _log);

    private IEnumerable<LocalCluster> Clusters() => Directory.Exists(_directory)
        ? Directory.EnumerateDirectories(_directory)
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Where(major => major > 0)
            .OrderDescending()
            .Select(ClusterOf)
            .Where(c => c.Exists)
        : [];
}
