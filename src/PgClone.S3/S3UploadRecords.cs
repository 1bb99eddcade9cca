using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Processes;
using PgClone.Servers.Local;

namespace PgClone.S3;

/// <summary>The uploads of this user on this machine, a file for each, its owner's alone. A killed process can't remove its own.</summary>
internal sealed class S3UploadRecords(ILogger log)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);
    private static readonly string Folder = Path.Combine(new LocalServerOptions().DataRoot, "uploads");

    public async Task AddAsync(string place, string upload, CancellationToken cancellationToken)
    {
        try
        {
            // The embedded server's account passes through the folder above.
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(Folder)!, reachable: true);
            PrivateFiles.CreateDirectory(Folder, reachable: false);
            var json = JsonSerializer.SerializeToUtf8Bytes(new S3UploadRecord(place, upload, MakerProcess.Current), S3UploadRecordJson.Default.S3UploadRecord);
            await PrivateFiles.WriteAsync(PathOf(place, upload), json, cancellationToken).ConfigureAwait(false);
            foreach (var file in new DirectoryInfo(Folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < DateTime.UtcNow - KeptFor)) file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.UploadNotNoted(place, e.Reason());
        }
    }

    /// <summary>Whether the process is gone that uploads; null where that is not known here.</summary>
    public bool? IsOrphaned(string place, string upload)
    {
        if (!File.Exists(PathOf(place, upload))) return null;

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(place, upload)), S3UploadRecordJson.Default.S3UploadRecord)?.Maker.IsGone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Then it counts as another machine's.
            log.UploadNotNoted(place, e.Reason());
            return null;
        }
    }

    public void Remove(string place, string upload)
    {
        try
        {
            if (Directory.Exists(Folder)) File.Delete(PathOf(place, upload));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.UploadNotNoted(place, e.Reason());
        }
    }

    private static string PathOf(string place, string upload) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{upload}")))[..32] + ".json");
}
