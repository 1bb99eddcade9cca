using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PgClone.Databases;
using PgClone.Files;
using PgClone.Servers;

namespace PgClone;

/// <summary>
/// Where the stamp of one target is kept: a file of the user's own on this machine, since an ordinary role can leave nothing at a database
/// that a swap would not hand on. To be read and written while the target's lock is held.
/// </summary>
internal sealed class RestoreStampFile
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    private readonly string _path;
    private readonly PostgresServer _server;
    private readonly string _target;

    private RestoreStampFile(string path, PostgresServer server, string target) => (_path, _server, _target) = (path, server, target);

    /// <returns>Null where the server does not tell this user which one it is.</returns>
    public static async Task<RestoreStampFile?> FindAsync(string dataRoot, PostgresServer server, string target, CancellationToken cancellationToken)
    {
        if (await SystemIdentifier.ReadAsync(server, cancellationToken).ConfigureAwait(false) is not { } identifier) return null;

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identifier}/{target}")))[..32];
        return new RestoreStampFile(Path.Combine(dataRoot, "restored", name + ".json"), server, target);
    }

    /// <summary>The stamp of what the target is now; null where it has none.</summary>
    public async Task<RestoreStamp?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stamp = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false), RestoreStampJson.Default.RestoreStamp);
            return stamp is not null && stamp.Database == await DatabaseCatalog.FindOidAsync(_server, _target, cancellationToken).ConfigureAwait(false) ? stamp : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Without a stamp the target is restored, which is never wrong.
            return null;
        }
    }

    /// <summary>Notes what the target is now.</summary>
    public async Task WriteAsync(string fingerprint, DateTimeOffset time, int tables, long rows, CancellationToken cancellationToken)
    {
        if (await DatabaseCatalog.FindOidAsync(_server, _target, cancellationToken).ConfigureAwait(false) is not { } database) return;

        // The embedded server's account passes through the folder above.
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(_path)!, reachable: true);
        var json = JsonSerializer.SerializeToUtf8Bytes(new RestoreStamp(fingerprint, database, time, tables, rows), RestoreStampJson.Default.RestoreStamp);
        await PrivateFiles.WriteAsync(_path, json, cancellationToken).ConfigureAwait(false);
        RemoveOld(time);
    }

    /// <summary>Many targets have a name that never comes again.</summary>
    private void RemoveOld(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(Path.GetDirectoryName(_path)!).EnumerateFiles("*.json").Where(file => file.LastWriteTimeUtc < now - KeptFor)) file.Delete();
    }
}
