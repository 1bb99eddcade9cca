using System.Globalization;

namespace PgClone.Servers.Local;

/// <summary>The settings that make a local server fast at restoring. Nothing on it is worth keeping, so nothing is made durable.</summary>
internal static class ServerConfiguration
{
    public const string FileName = "pgclone.conf";

    /// <summary>The settings' file: it lies beside the data directory, whose own <c>postgresql.conf</c> comes first in it.</summary>
    /// <param name="dataDirectory">The data directory's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="overrides">Settings that are laid over these.</param>
    public static string Compose(string dataDirectory, int port, IReadOnlyDictionary<string, string> overrides)
    {
        var settings = new Dictionary<string, string>(ForRestores())
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
        };
        foreach (var (name, value) in overrides) settings[name] = value;

        return $"include '{dataDirectory}/postgresql.conf'\n" + string.Concat(settings.Select(s => $"{s.Key} = '{s.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
    }

    /// <summary>The settings of any server that nothing is kept on, wherever it listens.</summary>
    public static IReadOnlyDictionary<string, string> ForRestores()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        return new Dictionary<string, string>
        {
            ["max_connections"] = "200",

            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            // COPY into a table of the same transaction then writes no WAL at all.
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["max_wal_size"] = "4GB",
            ["checkpoint_timeout"] = "30min",

            ["shared_buffers"] = Megabytes(memory / 8, 64, 1024),
            ["maintenance_work_mem"] = Megabytes(memory / 32, 64, 512),
            ["work_mem"] = "16MB",

            ["lc_messages"] = "C",
            ["log_min_messages"] = "warning",
            ["logging_collector"] = "off",
        };
    }

    private static string Megabytes(long wanted, long least, long most) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(wanted, least, most)}MB");
}
