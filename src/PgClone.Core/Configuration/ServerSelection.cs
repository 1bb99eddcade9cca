using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Servers.Packages;

namespace PgClone.Configuration;

/// <summary>Which server the settings mean.</summary>
public static class ServerSelection
{
    /// <summary>The embedded local server that these settings describe; nothing is started yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
    public static LocalServer CreateLocalServer(this PgCloneSettings settings, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(settings);

        return new LocalServer(settings.LocalServerOptions(), log);
    }

    /// <summary>The store of server packages that these settings mean.</summary>
    internal static ServerStore CreateServerStore(this PgCloneSettings settings, ILogger log) => settings.LocalServerOptions().CreateStore(log);

    /// <summary>Whether the settings name no other server than the embedded local one.</summary>
    internal static bool MeansLocalServer(this PgCloneSettings settings) => settings is { Connection: null, ConnectionVariable: null };

    /// <summary>The server to work on: the one given, else the settings' one, else the embedded local server.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: the variable that holds the connection string is not set.</exception>
    internal static IServerSource CreateServerSource(this PgCloneSettings settings, string? connection, ILogger? log = null)
    {
        if ((connection ?? settings.Connection) is { } text) return new ConnectionStringSource(text, settings.MaintenanceDatabase) { Origin = connection is null ? settings.ConnectionOrigin : "the connection that was given" };

        return settings.MeansLocalServer()
            ? new LocalServerSource(settings.CreateLocalServer(log))
            : throw new PgCloneException(
                ErrorCode.InvalidConfiguration, $"The environment variable {settings.ConnectionVariable} is not set.",
                $"connectionVariable in {SettingsLoader.FileName}",
                advice: "Set it to the server's connection string, or remove connectionVariable to work on the embedded local server.");
    }

    internal static LocalServerOptions LocalServerOptions(this PgCloneSettings settings)
    {
        var options = new LocalServerOptions
        {
            BinDirectory = Absolute(settings.PostgresDirectory, settings),
            Version = settings.ServerVersion,
            FetchDirectory = settings.ServerFetch ? settings.BaseDirectory : null,
        };
        return Absolute(settings.DataDirectory, settings) is { } root ? options with { DataRoot = root } : options;
    }

    private static string? Absolute(string? path, PgCloneSettings settings) => path is null ? null : Path.GetFullPath(path, settings.BaseDirectory);
}
