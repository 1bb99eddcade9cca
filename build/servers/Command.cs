using System.Diagnostics;

namespace PgClone.ServerPackages;

/// <summary>Programs that are run to their end.</summary>
internal static class Command
{
    /// <exception cref="InvalidDataException">It failed; the message has what it wrote.</exception>
    public static async Task RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        // A package manager is a script on Windows, which only a path with its extension starts.
        var file = OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program;
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidDataException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{string.Concat(output)}");
    }
}
