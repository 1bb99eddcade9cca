using System.Text.Json;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary><c>pgclone.lock</c>, which lies beside <c>pgclone.json</c> and is committed with it: the dump of each database that everybody restores.</summary>
internal static class LockFile
{
    public const string Name = "pgclone.lock";

    /// <summary>The dumps by database; none where there is no file.</summary>
    /// <param name="directory">The folder of <c>pgclone.json</c>.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: the file can't be read.</exception>
    public static SortedDictionary<string, LockedDump> Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            if (!File.Exists(path)) return Empty();

            var dumps = JsonSerializer.Deserialize(File.ReadAllText(path), LockFileJson.Default.SortedDictionaryStringLockedDump) ?? throw new JsonException("It is empty.");
            return new SortedDictionary<string, LockedDump>(dumps, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, $"{Name} can't be read.", path, e.Message, "Take it from git again, or delete it and write it again with `pgclone update`.", e);
        }
    }

    /// <summary>Writes the file, sorted by database.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: it can't be written.</exception>
    public static void Write(string directory, SortedDictionary<string, LockedDump> dumps)
    {
        var path = Path.Combine(directory, Name);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(unfinished, JsonSerializer.Serialize(dumps, LockFileJson.Default.SortedDictionaryStringLockedDump) + "\n");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, $"{Name} can't be written.", path, e.Message, innerException: e);
        }
    }

    private static SortedDictionary<string, LockedDump> Empty() => new(StringComparer.Ordinal);
}
