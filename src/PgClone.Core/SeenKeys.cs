using PgClone.Files;
using PgClone.Templates;

namespace PgClone;

/// <summary>Which restores this machine has seen before: a file for each, of the user's own. What is restored a second time is likely to be restored a third time.</summary>
/// <param name="dataRoot">The folder of the user's data.</param>
internal sealed class SeenKeys(string dataRoot)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly string _folder = Path.Combine(dataRoot, "seen");

    /// <summary>Notes a restore.</summary>
    /// <returns>Whether it was noted before; false where that can't be known.</returns>
    public bool Note(TemplateKey key)
    {
        var path = Path.Combine(_folder, key.Value);
        try
        {
            if (File.Exists(path)) return true;

            // The embedded server's account passes through the folder above.
            PrivateFiles.CreateDirectory(_folder, reachable: true);
            File.WriteAllBytes(path, []);
            var oldest = DateTime.UtcNow - KeptFor;
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest)) file.Delete();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it counts as the first time, the next time too.
            return false;
        }
    }
}
