using PgClone.Servers;

namespace PgClone.Configuration;

/// <summary>Which server the settings mean.</summary>
public static class ServerSelection
{
    /// <summary>The embedded local server that these settings describe; nothing is started yet.</summary>
    public static LocalServer CreateLocalServer(this PgCloneSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);

        var options = new LocalServerOptions { BinDirectory = Absolute(settings.PostgresDirectory, settings) };
        return new LocalServer(Absolute(settings.DataDirectory, settings) is { } root ? options with { DataRoot = root } : options);
    }

    /// <summary>The server to work on: the one given, else the settings' one, else the embedded local server.</summary>
    internal static IServerSource CreateServerSource(this PgCloneSettings settings, string? connection) =>
        (connection ?? settings.Connection) is { } text
            ? new ConnectionStringSource(text, settings.MaintenanceDatabase)
            : new LocalServerSource(settings.CreateLocalServer());

    private static string? Absolute(string? path, PgCloneSettings settings) => path is null ? null : Path.GetFullPath(path, settings.BaseDirectory);
}
