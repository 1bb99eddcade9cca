using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Sql;

namespace PgClone.Servers.Local;

/// <summary>
/// One data directory of the local server, of one major version, with its passfile, settings and log beside it. Where root runs the server as
/// another account, the folder around the data stays root's: that account can't put links in place of what root writes there, and root neither
/// writes nor deletes below the data directory.
/// </summary>
internal sealed class LocalCluster(string directory, LocalServerOptions options, ILogger log)
{
    public const string Superuser = "postgres";

    private const string DataName = "data";
    private const int MostPorts = 3;
    private const string OrphansMessage = "pre-existing shared memory block";

    // A backend that was at work when its postmaster was killed ends at its next look at a client or a latch.
    private static readonly TimeSpan PatienceWithOrphans = TimeSpan.FromSeconds(10);

    public string DataDirectory { get; } = Path.Combine(directory, DataName);

    private string Passfile => Path.Combine(directory, "passfile");

    private string LogFile => Path.Combine(directory, "server.log");

    private string SettingsFile => Path.Combine(directory, ServerConfiguration.FileName);

    public bool Exists => Directory.Exists(DataDirectory);

    /// <returns>Null where no server runs on this data.</returns>
    public async Task<PostmasterFile?> FindRunningAsync(CancellationToken cancellationToken) =>
        PostmasterFile.Read(DataDirectory) is { } file
        && await ServerIdentity.IsRunningAsync(file, ConnectionTo(file.Port), log, cancellationToken).ConfigureAwait(false) ? file : null;

    /// <summary>
    /// How to connect to the server where it listens on a port. It says all that the environment would have a say in otherwise: PGPASSWORD, PGOPTIONS
    /// and the like are about another server.
    /// </summary>
    public NpgsqlConnectionStringBuilder ConnectionTo(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Superuser,
        Password = ReadPassword(),
        Passfile = Passfile,
        SslMode = SslMode.Disable,
        SslNegotiation = SslNegotiation.Postgres,
        GssEncryptionMode = GssEncryptionMode.Disable,
        RequireAuth = "ScramSHA256",
        Options = "-c client_min_messages=notice",
    };

    /// <summary>Makes the data directory from the template. It gets its name last: a half-made one is never taken for a whole one.</summary>
    public Task CreateAsync(ClusterTemplate template, ServerAccount? account, CancellationToken cancellationToken) => CreateAsync(account, async unfinished =>
    {
        template.CopyTo(unfinished);
        if (account is not null) await account.TakeAsync([unfinished], cancellationToken).ConfigureAwait(false);
        return template.ReadPassword();
    }, cancellationToken);

    /// <summary>Makes the data directory of the files of a cluster that has no superuser's password. It gets one that was never anywhere else.</summary>
    /// <param name="fillAsync">Puts the files into a folder that holds none.</param>
    /// <param name="binaries">The programs of the cluster's version.</param>
    /// <param name="account">The account that the server runs as.</param>
    /// <param name="cancellationToken">Stops; no data directory is left.</param>
    public Task CreateOfAsync(Func<string, CancellationToken, Task> fillAsync, PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken) => CreateAsync(account, async unfinished =>
    {
        await fillAsync(unfinished, cancellationToken).ConfigureAwait(false);
        if (account is not null) await account.TakeAsync([unfinished], cancellationToken).ConfigureAwait(false);

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        string[] arguments = ["--single", "-F", "-D", unfinished, "-c", "log_min_messages=warning", "postgres"];
        var statement = $"ALTER ROLE {PostgresIdentifier.Quote(Superuser)} PASSWORD {PostgresLiteral.Quote(password)}\n";
        var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("postgres"), arguments, statement, cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? password : throw NotStarted(binaries, output);
    }, cancellationToken);

    private async Task CreateAsync(ServerAccount? account, Func<string, Task<string>> makeAsync, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(directory, reachable: account is not null);
        var unfinished = DataDirectory + ".new";
        await DeleteAsync(unfinished, account).ConfigureAwait(false);
        try
        {
            ScatteredFolder.Create(Path.Combine(unfinished, "base"));
            var password = await makeAsync(unfinished).ConfigureAwait(false);
            string[] hosts = ["127.0.0.1", "localhost"];
            await PrivateFiles.WriteAsync(Passfile, string.Concat(hosts.Select(h => $"{h}:*:*:{Superuser}:{password}\n")), cancellationToken).ConfigureAwait(false);
            Directory.Move(unfinished, DataDirectory);
        }
        finally
        {
            await DeleteAsync(unfinished, account).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a half-made folder, if it is there. The account that runs the server loses it first, as it could lead the deletion elsewhere.</summary>
    public static async Task DeleteAsync(string unfinished, ServerAccount? account)
    {
        if (!Directory.Exists(unfinished)) return;

        if (account is not null) await account.GiveBackAsync(unfinished, CancellationToken.None).ConfigureAwait(false);
        Directory.Delete(unfinished, recursive: true);
    }

    /// <summary>Starts the server in the background, where it outlives this process.</summary>
    /// <returns>Its port.</returns>
    public async Task<int> StartAsync(PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        var lastPort = PostmasterFile.Read(DataDirectory)?.Port ?? ReadLastPort();
        var patience = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var port = lastPort is { } last && attempt == 1 && IsFree(last) ? last : FindFreePort();
            await WriteFilesAsync(port, account, cancellationToken).ConfigureAwait(false);

            string[] arguments = ["start", "-D", DataDirectory, "-o", $"-c config_file=\"{SettingsFile}\"", "-l", LogFile, "-w", "-t", "60", "-s"];
            var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("pg_ctl"), arguments, cancellationToken).ConfigureAwait(false);
            if (exitCode == 0) return port;

            var log = ReadLogEnd();
            if (attempt < MostPorts && log.Contains("could not bind", StringComparison.Ordinal)) continue;
            if (!log.Contains(OrphansMessage, StringComparison.Ordinal) || patience.Elapsed > PatienceWithOrphans)
                throw NotStarted(binaries, log.Length > 0 ? log : output);

            await Task.Delay(100, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the server at once, ending its sessions.</summary>
    public async Task StopAsync(PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        // The server answers, but from a container or another machine: here the number is somebody else's.
        if (PostmasterFile.Read(DataDirectory) is { } file && !ServerIdentity.IsPostgres(file))
        {
            throw new PgCloneException(
                ErrorCode.LocalServerFailed,
                $"The local server runs, but not as process {file.ProcessId} of this machine, as its file says.",
                PostmasterFile.PathIn(DataDirectory),
                advice: "Stop it where it was started.");
        }

        string[] arguments = ["stop", "-D", DataDirectory, "-m", "fast", "-w", "-t", "60", "-s"];
        var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("pg_ctl"), arguments, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0 && await FindRunningAsync(cancellationToken).ConfigureAwait(false) is not null)
            throw new PgCloneException(ErrorCode.LocalServerFailed, "The local server did not stop.", DataDirectory, output, $"The log is {LogFile}.");
    }

    /// <returns>Null where the passfile is missing; the server says so then.</returns>
    private string? ReadPassword() => File.Exists(Passfile) ? File.ReadLines(Passfile).FirstOrDefault()?.Split(':')[^1] : null;

    private async Task WriteFilesAsync(int port, ServerAccount? account, CancellationToken cancellationToken)
    {
        await PrivateFiles.WriteAsync(SettingsFile, ServerConfiguration.Compose(DataName, port, options.Settings), cancellationToken).ConfigureAwait(false);
        await PrivateFiles.WriteAsync(LogFile, "", cancellationToken).ConfigureAwait(false);
        if (account is not null) await account.TakeAsync([SettingsFile, LogFile], cancellationToken).ConfigureAwait(false);
    }

    private PgCloneException NotStarted(PostgresBinaries binaries, string why)
    {
        var what = $"The local server (PostgreSQL {binaries.Version}) did not start";
        var left = PostmasterFile.Read(DataDirectory);
        if (why.Contains(OrphansMessage, StringComparison.Ordinal))
        {
            return Failed(
                $"{what}: processes of the server that ran on this data are still at work.",
                $"End the processes named postgres that were started for {DataDirectory}, then run the command again.");
        }

        // What a crash left behind PostgreSQL removes itself, unless a process of its own account has the number.
        if (left is not null && why.Contains(Path.GetFileName(PostmasterFile.PathIn(DataDirectory)), StringComparison.Ordinal))
        {
            return Failed(
                $"{what}: process {left.ProcessId} ({left.FindProcessName()}) has the number of the server that ran on this data before a crash.",
                $"If that process is not a server on this data, delete {PostmasterFile.PathIn(DataDirectory)} and run the command again. If it is one, end it.");
        }

        return Failed(what + ".", $"The log is {LogFile}. If the data is damaged, delete {directory}: it is made again at the next start.");

        PgCloneException Failed(string text, string advice) => new(ErrorCode.LocalServerFailed, text, DataDirectory, why, advice);
    }

    private int? ReadLastPort()
    {
        if (!File.Exists(SettingsFile)) return null;

        var line = File.ReadLines(SettingsFile).FirstOrDefault(l => l.StartsWith("port = ", StringComparison.Ordinal));
        return int.TryParse(line?["port = ".Length..].Trim('\''), CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    private string ReadLogEnd() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(10)) : "";

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A port of this machine that nobody listens on now.</summary>
    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
