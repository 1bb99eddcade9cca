using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PgClone.Diagnostics;

namespace PgClone.Servers;

/// <summary>One data directory of the local server, of one major version, with its passfile beside it.</summary>
internal sealed class LocalCluster(string directory, LocalServerOptions options)
{
    public const string Superuser = "postgres";

    public string DataDirectory { get; } = Path.Combine(directory, "data");

    private string Passfile => Path.Combine(directory, "passfile");

    private string LogFile => Path.Combine(DataDirectory, "server.log");

    public bool Exists => Directory.Exists(DataDirectory);

    /// <returns>Null where no server runs on this data.</returns>
    public PostmasterFile? FindRunning() => PostmasterFile.Read(DataDirectory) is { } file && file.IsAlive() ? file : null;

    public string ConnectionString(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={Superuser};Passfile={Passfile}");

    /// <summary>Makes the data directory from the template. It gets its name last: a half-made one is never taken for a whole one.</summary>
    public async Task CreateAsync(ClusterTemplate template, ServerAccount? account, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(directory, reachable: account is not null);
        var unfinished = DataDirectory + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);

        template.CopyTo(unfinished);
        if (account is not null) await account.TakeAsync(unfinished, cancellationToken).ConfigureAwait(false);

        string[] hosts = ["127.0.0.1", "localhost"];
        var password = template.ReadPassword();
        await PrivateFiles.WriteAsync(Passfile, string.Concat(hosts.Select(h => $"{h}:*:*:{Superuser}:{password}\n")), cancellationToken).ConfigureAwait(false);
        Directory.Move(unfinished, DataDirectory);
    }

    /// <summary>Starts the server in the background, where it outlives this process.</summary>
    /// <returns>Its port.</returns>
    public async Task<int> StartAsync(PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        // A file that a crash left behind would keep the server from starting if some other program has its process number now.
        var lastPort = PostmasterFile.Read(DataDirectory)?.Port ?? ReadLastPort();
        File.Delete(PostmasterFile.PathIn(DataDirectory));

        for (var attempt = 1; ; attempt++)
        {
            var port = lastPort is { } last && attempt == 1 && IsFree(last) ? last : FindFreePort();
            await WriteConfigurationAsync(port, cancellationToken).ConfigureAwait(false);
            File.Delete(LogFile);

            string[] arguments = ["start", "-D", DataDirectory, "-l", LogFile, "-w", "-t", "60", "-s"];
            var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("pg_ctl"), arguments, cancellationToken).ConfigureAwait(false);
            if (exitCode == 0) return port;

            var log = ReadLogEnd();
            if (attempt < 3 && log.Contains("could not bind", StringComparison.Ordinal)) continue;

            throw new PgCloneException(
                ErrorCode.LocalServerFailed,
                $"The local server (PostgreSQL {binaries.Version}) did not start.",
                DataDirectory,
                log.Length > 0 ? log : output,
                $"The log is {LogFile}. If the data is damaged, delete {directory}: it is made anew at the next start.");
        }
    }

    /// <summary>Stops the server at once, ending its sessions.</summary>
    public async Task StopAsync(PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        string[] arguments = ["stop", "-D", DataDirectory, "-m", "fast", "-w", "-t", "60", "-s"];
        var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("pg_ctl"), arguments, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0 && FindRunning() is not null)
            throw new PgCloneException(ErrorCode.LocalServerFailed, "The local server did not stop.", DataDirectory, output, $"The log is {LogFile}.");
    }

    private async Task WriteConfigurationAsync(int port, CancellationToken cancellationToken)
    {
        var path = Path.Combine(DataDirectory, ServerConfiguration.FileName);
        await File.WriteAllTextAsync(path, ServerConfiguration.Compose(port, options.Settings), cancellationToken).ConfigureAwait(false);
        // Written by root, read by the server's account; the folder around it is closed to all others.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
    }

    private int? ReadLastPort()
    {
        var path = Path.Combine(DataDirectory, ServerConfiguration.FileName);
        if (!File.Exists(path)) return null;

        var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith("port = ", StringComparison.Ordinal));
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

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
