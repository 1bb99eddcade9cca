namespace PgClone.Configuration;

/// <summary>Finds a project's settings: <c>pgclone.json</c> in a folder or above it, with the <c>PGCLONE_*</c> environment laid over it.</summary>
public static class SettingsLoader
{
    /// <summary>The configuration file's name.</summary>
    public const string FileName = "pgclone.json";

    /// <summary>Loads the settings that apply in a folder.</summary>
    /// <param name="directory">Where the search starts, going upwards.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.InvalidConfiguration"/>.</exception>
    public static PgCloneSettings Load(string directory, IReadOnlyDictionary<string, string> environment) =>
        throw new NotImplementedException();
}
