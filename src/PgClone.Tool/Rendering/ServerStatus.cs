using System.Globalization;
using PgClone.Servers.Local;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is told of the local server.</summary>
internal static class ServerStatus
{
    public static void Write(IAnsiConsole console, LocalServerStatus status, OutputFormat? format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(console, status);
            return;
        }

        console.WriteField("state", status.IsRunning ? "running" : "stopped");
        if (status.Version is { } version) console.WriteField("version", version.ToString());
        if (status.ProcessId is { } processId) console.WriteField("process", processId.ToString(CultureInfo.InvariantCulture));
        if (status.DataDirectory is not null) console.WriteField("data", status.DataDirectory);
        if (status.ConnectionString is not null) console.WriteField("connection", status.ConnectionString);
    }
}
