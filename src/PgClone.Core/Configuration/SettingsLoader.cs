using System.Collections;
using System.Text;
using System.Text.Json;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>Finds a project's settings: <c>pgclone.json</c> in a folder or above it, with the <c>PGCLONE_*</c> environment laid over it.</summary>
public static class SettingsLoader
{
    /// <summary>The configuration file's name.</summary>
    public const string FileName = "pgclone.json";

    /// <summary>Loads the settings that apply in a folder.</summary>
    /// <param name="directory">Where the search starts, going upwards.</param>
    /// <param name="environment">The environment's variables; those that <c>PGCLONE_</c> does not begin are looked at only where a setting names them.</param>
    /// <param name="connectionVariable">The variable that an option names for the connection string; <c>PGCLONE_</c> may begin its name too.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: the file or a variable can't be understood, or a variable
    /// that <c>PGCLONE_</c> begins is none of PgClone's: a guard that is misspelt would guard nothing.</exception>
    public static PgCloneSettings Load(string directory, IReadOnlyDictionary<string, string> environment, string? connectionVariable = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(environment);

        var path = FindUpwards(Path.GetFullPath(directory));
        var file = path is null ? new SettingsFile() : Read(path);
        var baseDirectory = Path.GetDirectoryName(path) ?? Path.GetFullPath(directory);
        return new SettingsEnvironment(environment, [connectionVariable, file.ConnectionVariable]).Overlay(file.ToSettings(baseDirectory, environment));
    }

    /// <summary>Loads the settings that apply in a folder, with this process' own environment.</summary>
    /// <param name="directory">Where the search starts, going upwards.</param>
    /// <inheritdoc cref="Load(string, IReadOnlyDictionary{string, string}, string?)" path="/exception"/>
    public static PgCloneSettings Load(string directory) => Load(directory, ReadEnvironment());

    /// <summary>This process' own environment.</summary>
    public static IReadOnlyDictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(
                variable => (string)variable.Key,
                variable => (string?)variable.Value ?? "",
                OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private static string? FindUpwards(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, FileName);
            if (File.Exists(path)) return path;
        }

        return null;
    }

    private static SettingsFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(ReadText(path), SettingsJson.Default.SettingsFile) ?? new SettingsFile();
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $"{path}, line {number + 1}" : path;
            throw new PgCloneException(
                ErrorCode.InvalidConfiguration, "The configuration can't be read.", line, e.Message,
                "Correct the file; docs/configuration.md shows every setting.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, "The configuration can't be read.", path, e.Message, innerException: e);
        }
    }

    /// <summary>Editors and shells on Windows begin a file with a byte-order mark, in UTF-8 as well as in UTF-16.</summary>
    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
