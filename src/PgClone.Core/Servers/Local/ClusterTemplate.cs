using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Servers.Local;

/// <summary>
/// A freshly initialised cluster that is copied instead of running initdb again: a tenth of a second instead of a whole one. There is one for
/// each set of programs. Its superuser's password is made with it and lies beside its data.
/// </summary>
internal sealed class ClusterTemplate
{
    private const string UnfinishedPrefix = "new-";
    // Counts up when what a template holds, or whose it is, changes.
    private const int Layout = 2;

    private readonly string _directory;

    private ClusterTemplate(string directory) => _directory = directory;

    /// <summary>Gives the template for these programs, making it where there is none.</summary>
    public static async Task<ClusterTemplate> GetAsync(
        string root, PostgresBinaries binaries, ServerAccount? account, ILogger log, CancellationToken cancellationToken)
    {
        var template = new ClusterTemplate(Path.Combine(root, KeyOf(binaries)));
        if (!Directory.Exists(template._directory)) await template.MakeAsync(root, binaries, account, log, cancellationToken).ConfigureAwait(false);
        return template;
    }

    public string ReadPassword()
    {
        var file = new FileInfo(Path.Combine(_directory, "password"));
        PrivateFiles.RefuseLink(file);
        return File.ReadAllText(file.FullName).Trim();
    }

    /// <summary>Copies the data. The runtime shares the blocks instead of copying them where the file system can.</summary>
    /// <exception cref="IOException">There is a link in the data, where initdb puts none.</exception>
    public void CopyTo(string destination) => CopyDirectory(new DirectoryInfo(Path.Combine(_directory, "data")), destination);

    private async Task MakeAsync(string root, PostgresBinaries binaries, ServerAccount? account, ILogger log, CancellationToken cancellationToken)
    {
        await DeleteAbandonedAsync(root, account).ConfigureAwait(false);
        var unfinished = Path.Combine(root, UnfinishedPrefix + Guid.NewGuid().ToString("N"));
        PrivateFiles.CreateDirectory(unfinished, reachable: account is not null);
        try
        {
            var (data, passwordFile) = (Path.Combine(unfinished, "data"), Path.Combine(unfinished, "password"));
            PrivateFiles.CreateDirectory(data, reachable: false);
            await PrivateFiles.WriteAsync(passwordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n", cancellationToken).ConfigureAwait(false);
            if (account is not null) await account.TakeAsync([data, passwordFile], cancellationToken).ConfigureAwait(false);

            await InitialiseAsync(binaries, account, data, passwordFile, cancellationToken).ConfigureAwait(false);
            // Nothing that root copies from may be changed under its hands.
            if (account is not null) await account.GiveBackAsync(unfinished, cancellationToken).ConfigureAwait(false);
            MoveIntoPlace(unfinished, log);
        }
        finally
        {
            await LocalCluster.DeleteAsync(unfinished, account).ConfigureAwait(false);
        }
    }

    private static async Task InitialiseAsync(
        PostgresBinaries binaries, ServerAccount? account, string data, string passwordFile, CancellationToken cancellationToken)
    {
        string[] locales = ["C.UTF-8", "C"];
        foreach (var locale in locales)
        {
            string[] arguments = ["-D", data, "-U", LocalCluster.Superuser, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale", locale, "--no-sync"];
            var (exitCode, output) = await ServerAccount.RunAsync(account, binaries.GetPath("initdb"), arguments, cancellationToken).ConfigureAwait(false);
            if (exitCode == 0) return;
            if (locale != locales[^1] && output.Contains("invalid locale", StringComparison.Ordinal)) continue;

            throw new PgCloneException(
                ErrorCode.LocalServerFailed,
                $"initdb of PostgreSQL {binaries.Version} failed.",
                data, output,
                AdviceFor(output, account));
        }
    }

    private static string? AdviceFor(string output, ServerAccount? account)
    {
        if (output.Contains("could not look up effective user ID", StringComparison.Ordinal))
            return "PostgreSQL does not run under an account without an entry in /etc/passwd: add one, such as `app:x:1234:1234::/:/bin/sh` in a container's image, or run as an account that has one.";

        return account is null ? null : $"As root, the server runs as \"{account.Name}\": that account must be able to reach the programs and the data folder (PGCLONE_DATA_DIR).";
    }

    private void MoveIntoPlace(string unfinished, ILogger log)
    {
        try
        {
            Directory.Move(unfinished, _directory);
        }
        catch (IOException e) when (Directory.Exists(_directory))
        {
            // Theirs is as good.
            log.TemplateMadeByOther(_directory, e.Reason());
        }
    }

    private static async Task DeleteAbandonedAsync(string root, ServerAccount? account)
    {
        var abandoned = new DirectoryInfo(root).EnumerateDirectories(UnfinishedPrefix + "*").Where(d => d.CreationTimeUtc < DateTime.UtcNow.AddHours(-1));
        foreach (var directory in abandoned.ToList()) await LocalCluster.DeleteAsync(directory.FullName, account).ConfigureAwait(false);
    }

    private static string KeyOf(PostgresBinaries binaries)
    {
        var identity = string.Create(
            CultureInfo.InvariantCulture, $"{Layout}|{binaries.Directory}|{binaries.Version}|{File.GetLastWriteTimeUtc(binaries.GetPath("postgres")).Ticks}");
        return $"{binaries.Version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12]}";
    }

    private static void CopyDirectory(DirectoryInfo source, string destination)
    {
        PrivateFiles.RefuseLink(source);
        PrivateFiles.CreateDirectory(destination, reachable: false);
        foreach (var file in source.EnumerateFiles())
        {
            PrivateFiles.RefuseLink(file);
            file.CopyTo(Path.Combine(destination, file.Name));
        }

        foreach (var directory in source.EnumerateDirectories()) CopyDirectory(directory, Path.Combine(destination, directory.Name));
    }
}
