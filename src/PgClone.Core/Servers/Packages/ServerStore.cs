using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Servers.Packages;

/// <summary>
/// The servers of one user that came in packages, each unpacked in a folder that is named by version, system and hash. A folder gets its name when it
/// is whole, and is never changed: any number of processes may look and add at once, and one that is killed leaves nothing that another takes for a server.
/// </summary>
/// <param name="folder">The folder with those of the servers.</param>
/// <param name="isReachable">Whether other accounts get to them, as that has to which root's server runs as.</param>
/// <param name="log">Where what fails and is passed over is logged.</param>
internal sealed class ServerStore(string folder, bool isReachable, ILogger log)
{
    private const string UnfinishedPrefix = ".new-";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The servers, the newest first.</summary>
    public IReadOnlyList<StoredServer> List()
    {
        if (!Directory.Exists(folder)) return [];

        return [.. Directory.EnumerateDirectories(folder)
            .Where(home => !Path.GetFileName(home).StartsWith('.'))
            .Select(Read).OfType<StoredServer>()
            .OrderByDescending(server => System.Version.Parse(server.Manifest.Version)).ThenBy(server => server.Directory, StringComparer.Ordinal)];
    }

    /// <summary>Gives the server of a package, unpacking it where that was not done yet.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerPackageDamaged"/>, or <see cref="ErrorCode.LocalServerFailed"/>: the folder can't be written.</exception>
    public async Task<StoredServer> AddAsync(ServerPackage package, CancellationToken cancellationToken)
    {
        var home = Path.Combine(folder, package.Manifest.FolderName);
        if (Read(home) is { } there) return there;

        var archive = await package.ReadArchiveAsync(cancellationToken).ConfigureAwait(false);
        string? unfinished = null;
        try
        {
            unfinished = CreateUnfinished();
            await ServerArchive.UnpackAsync(archive, package.Manifest.UnpackedSize, unfinished, cancellationToken).ConfigureAwait(false);
            await File.WriteAllBytesAsync(Path.Combine(unfinished, ServerManifest.FileName), package.Manifest.ToJson(), cancellationToken).ConfigureAwait(false);
            await MoveIntoPlaceAsync(unfinished, home, cancellationToken).ConfigureAwait(false);
            return new StoredServer(package.Manifest, home);
        }
        catch (InvalidDataException e)
        {
            throw ServerPackage.Damaged(home, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(
                ErrorCode.LocalServerFailed, $"PostgreSQL {package.Manifest.Postgres} can't be unpacked.", folder, e.Message,
                "Check that the folder may be written by you and that its disk is not full, or name another folder in PGCLONE_DATA_DIR.", e);
        }
        finally
        {
            if (unfinished is not null) Discard(unfinished);
        }
    }

    /// <summary>Makes a folder beside the servers for what becomes one. Whatever becomes of this process, a later one deletes it.</summary>
    public string CreateUnfinished()
    {
        if (Directory.Exists(folder))
        {
            foreach (var abandoned in new DirectoryInfo(folder).EnumerateDirectories(UnfinishedPrefix + "*").Where(d => d.CreationTimeUtc < DateTime.UtcNow.AddHours(-1)).ToList())
                Discard(abandoned.FullName);
        }

        var unfinished = NewUnfinished();
        PrivateFiles.CreateDirectory(unfinished, isReachable);
        return unfinished;
    }

    /// <summary>Deletes such a folder, if it is there still.</summary>
    public void Discard(string unfinished)
    {
        if (!Directory.Exists(unfinished)) return;

        try
        {
            Directory.Delete(unfinished, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.UnfinishedServerLeft(unfinished, e.Reason());
        }
    }

    /// <summary>Deletes a server. It loses its name first: what is half deleted is none.</summary>
    /// <exception cref="IOException">A file of it is in use, or may not be deleted.</exception>
    public void Remove(StoredServer server)
    {
        var unfinished = NewUnfinished();
        Directory.Move(server.Directory, unfinished);
        Discard(unfinished);
    }

    private string NewUnfinished() => Path.Combine(folder, UnfinishedPrefix + Guid.NewGuid().ToString("N"));

    private StoredServer? Read(string home)
    {
        var path = Path.Combine(home, ServerManifest.FileName);
        if (!File.Exists(path)) return null;

        try
        {
            return new StoredServer(ServerManifest.Parse(File.ReadAllBytes(path), path), home);
        }
        catch (Exception e) when (e is PgCloneException or IOException or UnauthorizedAccessException)
        {
            log.StoredServerPassedOver(home, e.Reason());
            return null;
        }
    }

    /// <summary>Where another process was faster, its server stays. On Windows whoever looks into a new file, as virus scanners do, keeps its folder from being renamed.</summary>
    private async Task MoveIntoPlaceAsync(string unfinished, string home, CancellationToken cancellationToken)
    {
        for (var deadline = DateTime.UtcNow + Patience; !Directory.Exists(home);)
        {
            try
            {
                Directory.Move(unfinished, home);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && (Directory.Exists(home) || (OperatingSystem.IsWindows() && DateTime.UtcNow < deadline)))
            {
                log.ServerNotMovedYet(home, e.Reason());
                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
