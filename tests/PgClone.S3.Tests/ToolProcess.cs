using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>The tool, as a process of its own.</summary>
internal static class ToolProcess
{
    /// <param name="server">The database server it works on; null: none.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="environment">More variables.</param>
    /// <param name="wrapper">The program that runs it, with arguments; null: none.</param>
    /// <param name="tool">What begins the tool's command line; null: the tool as tests start it.</param>
    public static Process Start(
        TestDatabase? server, string[] arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, string[]? wrapper = null, IReadOnlyList<string>? tool = null)
    {
        string[] command = [.. wrapper ?? [], .. tool ?? TestTool.Command, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        if (server is not null) start.Environment["PGCLONE_CONNECTION"] = server.Server.GetConnectionString("postgres");
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <inheritdoc cref="Start"/>
    public static async Task<ToolResult> RunAsync(
        TestDatabase? server, string[] arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, string[]? wrapper = null, IReadOnlyList<string>? tool = null)
    {
        using var process = Start(server, arguments, environment, wrapper, tool);
        return await ToolResult.OfAsync(process);
    }
}
