using System.Globalization;
using PgClone.Configuration;
using PgClone.Servers.Local;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is told of the local server.</summary>
internal static class ServerStatus
{
    public static void Write(IAnsiConsole console, LocalServerStatus status, PgCloneSettings settings, OutputFormat? format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(console, status, isUsed: Elsewhere(settings) is null);
            return;
        }

        console.WriteField("state", status.IsRunning ? "running" : "stopped");
        if (status.Version is { } version) console.WriteField("version", version.ToString());
        if (status.ProcessId is { } processId) console.WriteField("process", processId.ToString(CultureInfo.InvariantCulture));
        if (status.DataDirectory is not null) console.WriteField("data", status.DataDirectory);
        if (status.ConnectionString is not null) console.WriteField("connection", status.ConnectionString);
        console.WriteText(Elsewhere(settings) is { } origin
            ? $"It is not used here: the connection is set by {origin}."
            : status.IsRunning ? "It is used wherever no connection is given." : "It is started where no connection is given.");
    }

    /// <summary>What names another server, or null.</summary>
    private static string? Elsewhere(PgCloneSettings settings) =>
        settings is { Connection: null, ConnectionOrigin: { } empty } ? empty + ", which is empty" : settings.ConnectionOrigin;
}
