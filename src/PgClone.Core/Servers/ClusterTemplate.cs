using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Servers;

/// <summary>
/// A freshly initialised cluster that is copied instead of running initdb again: a tenth of a second instead of a whole one. There is one for
/// each set of programs. Its superuser's password is made with it and lies beside its data.
/// </summary>
internal sealed class ClusterTemplate
{
    private readonly string _directory;

    private ClusterTemplate(string directory) => _directory = directory;

    /// <summary>Gives the template for these programs, making it where there is none.</summary>
    public static async Task<ClusterTemplate> GetAsync(
        string root, PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        var template = new ClusterTemplate(Path.Combine(root, KeyOf(binaries)));
        if (!Directory.Exists(template._directory)) await template.MakeAsync(root, binaries, account, cancellationToken).ConfigureAwait(false);
        return template;
    }

    public string ReadPassword() => File.ReadAllText(Path.Combine(_directory, "password")).Trim();

    /// <summary>Copies the data. The runtime shares the blocks instead of copying them where the file system can.</summary>
    public void CopyTo(string destination) => CopyDirectory(new DirectoryInfo(Path.Combine(_directory, "data")), destination);

    private async Task MakeAsync(string root, PostgresBinaries binaries, ServerAccount? account, CancellationToken cancellationToken)
    {
        DeleteAbandoned(root);
        var unfinished = Path.Combine(root, $"new-{Guid.NewGuid():N}");
        PrivateFiles.CreateDirectory(unfinished, reachable: false);
        try
        {
            var passwordFile = Path.Combine(unfinished, "password");
            await PrivateFiles.WriteAsync(passwordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n", cancellationToken).ConfigureAwait(false);
            if (account is not null) await account.TakeAsync(unfinished, cancellationToken).ConfigureAwait(false);

            var data = Path.Combine(unfinished, "data");
            await InitialiseAsync(binaries, account, data, passwordFile, cancellationToken).ConfigureAwait(false);
            await File.AppendAllTextAsync(
                Path.Combine(data, "postgresql.conf"), $"\ninclude '{ServerConfiguration.FileName}'\n", cancellationToken).ConfigureAwait(false);
            MoveIntoPlace(unfinished);
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
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
                account is null ? null : $"As root, the server runs as \"{account.Name}\": that account must be able to reach the programs and the data folder (PGCLONE_DATA_DIR).");
        }
    }

    private void MoveIntoPlace(string unfinished)
    {
        try
        {
            Directory.Move(unfinished, _directory);
        }
        catch (IOException) when (Directory.Exists(_directory))
        {
            // Somebody else was faster; theirs is as good.
        }
    }

    private static void DeleteAbandoned(string root)
    {
        foreach (var abandoned in new DirectoryInfo(root).EnumerateDirectories("new-*").Where(d => d.CreationTimeUtc < DateTime.UtcNow.AddHours(-1)))
            abandoned.Delete(recursive: true);
    }

    private static string KeyOf(PostgresBinaries binaries)
    {
        var identity = string.Create(
            CultureInfo.InvariantCulture, $"{binaries.Directory}|{binaries.Version}|{File.GetLastWriteTimeUtc(binaries.GetPath("postgres")).Ticks}");
        return $"{binaries.Version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12]}";
    }

    private static void CopyDirectory(DirectoryInfo source, string destination)
    {
        PrivateFiles.CreateDirectory(destination, reachable: false);
        foreach (var file in source.EnumerateFiles()) file.CopyTo(Path.Combine(destination, file.Name));
        foreach (var directory in source.EnumerateDirectories()) CopyDirectory(directory, Path.Combine(destination, directory.Name));
    }
}
