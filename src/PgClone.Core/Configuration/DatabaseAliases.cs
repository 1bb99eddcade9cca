using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>Databases by names of the project's own.</summary>
internal static class DatabaseAliases
{
    /// <summary>The one that is meant where none is named.</summary>
    private const string Default = "default";

    /// <summary>The settings for a database: with what its alias says laid over them, and no alias left.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">An alias, or any other name; null where none is given.</param>
    /// <returns>Null where the name is no alias.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: what the alias says can't be used here.</exception>
    public static PgCloneSettings? Of(this PgCloneSettings settings, string? name)
    {
        var alias = name ?? settings.Database ?? Default;
        if (!settings.Databases.TryGetValue(alias, out var database)) return null;
        if (database.Failure is { } failure) throw failure;

        // One's own variable, though not set, is no reason to take another's server.
        var hasServer = database.Connection is not null || database.ConnectionVariable is not null;
        return settings with
        {
            Connection = hasServer ? database.Connection : settings.Connection,
            ConnectionVariable = hasServer ? database.ConnectionVariable : settings.ConnectionVariable,
            ConnectionOrigin = !hasServer ? settings.ConnectionOrigin
                : database.ConnectionVariable is { } variable ? $"the environment variable {variable}"
                : $"connection of databases.{alias} in {SettingsLoader.FileName}",
            Database = database.Database ?? alias,
            Storage = database.Storage ?? settings.Storage,
            MaintenanceDatabase = database.MaintenanceDatabase ?? settings.MaintenanceDatabase,
            // What is forbidden around it stays so.
            AllowDump = settings.AllowDump && database.AllowDump != false,
            AllowRestore = settings.AllowRestore && database.AllowRestore != false,
            AllowCopy = settings.AllowCopy && database.AllowCopy != false,
            Databases = new Dictionary<string, DatabaseDefinition>(),
        };
    }
}
