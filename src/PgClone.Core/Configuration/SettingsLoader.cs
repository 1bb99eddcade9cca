using System.Collections;
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
        var defaults = new PgCloneSettings
        {
            BaseDirectory = Path.GetDirectoryName(path) ?? Path.GetFullPath(directory),
            MissingFile = path is null ? $"No {FileName} in {Path.GetFullPath(directory)} or above it." : null,
        };
        var settings = path is null ? defaults : SettingsReader.Read(path, defaults, environment);
        var overlaid = new SettingsEnvironment(environment, [connectionVariable, settings.ConnectionVariable, .. settings.Databases.Values.Select(one => one.ConnectionVariable), .. settings.FileVariables])
            .Overlay(WithConnections(settings, environment));
        return overlaid with
        {
            ConnectionOrigin = environment.GetValueOrDefault("PGCLONE_CONNECTION") is { Length: > 0 } ? "the environment variable PGCLONE_CONNECTION"
                : settings.ConnectionVariable is { } variable ? $"the environment variable {variable}"
                : settings.Connection is null ? null
                : $"connection in {path}",
        };
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

    /// <summary>A variable that isn't set is no error yet: a dump of another server or a listing does not need it.</summary>
    private static PgCloneSettings WithConnections(PgCloneSettings settings, IReadOnlyDictionary<string, string> environment) => settings with
    {
        Connection = Connection(settings.Connection, settings.ConnectionVariable, FileName, environment),
        Databases = settings.Databases.ToDictionary(
            one => one.Key,
            one => one.Value with { Connection = Connection(one.Value.Connection, one.Value.ConnectionVariable, $"databases.{one.Key} in {FileName}", environment) },
            StringComparer.Ordinal),
    };

    private static string? Connection(string? connection, string? variable, string where, IReadOnlyDictionary<string, string> environment)
    {
        if (variable is null) return connection;
        if (connection is not null)
            throw new PgCloneException(
                ErrorCode.InvalidConfiguration, "Both connection and connectionVariable are set.", where,
                advice: "Keep one of them; connectionVariable keeps passwords out of the file.");

        return environment.GetValueOrDefault(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }
}
