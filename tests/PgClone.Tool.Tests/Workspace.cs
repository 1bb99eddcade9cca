using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>A user's folder in which the tool is run as a process of its own.</summary>
internal sealed class Workspace : IDisposable
{
    private static readonly IReadOnlyList<string> Tool = TestTool.Command;

    /// <summary>The folder that the tool runs in.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("pgclone-tool-").FullName;

    /// <summary>What the tool's environment has beyond this process'.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Writes <c>pgclone.json</c>.</summary>
    public void WriteSettings(string json) => WriteFile("pgclone.json", json);

    /// <summary>Writes a file.</summary>
    public void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Puts a file of that many bytes into the default store.</summary>
    public void AddDump(string key, int bytes = 0)
    {
        var path = Path.Combine(Folder, ".pgclone", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[bytes]);
    }

    /// <summary>Runs <c>pgclone</c> to its end.</summary>
    public async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await ToolResult.OfAsync(process);
    }

    /// <summary>Runs <c>pgclone</c> with streams that the shell has redirected, such as <c>&gt;/dev/full</c> or <c>2&gt;&amp;-</c>.</summary>
    public async Task<ToolResult> RunRedirectedAsync(string redirection, params string[] arguments)
    {
        using var process = StartProgram("sh", ["-c", $"exec \"$@\" {redirection}", "sh", .. Tool, .. arguments]);
        return await ToolResult.OfAsync(process);
    }

    /// <summary>Runs a script in bash, in which <c>pgclone</c> is the tool.</summary>
    public async Task<ToolResult> RunBashAsync(string script)
    {
        var command = string.Join(' ', Tool.Select(word => $"'{word}'"));
        using var process = StartProgram("bash", ["-c", $"pgclone() {{ {command} \"$@\"; }}\n{script}"]);
        return await ToolResult.OfAsync(process);
    }

    /// <summary>Runs <c>pgclone</c> on a terminal of that many columns; its output is what the terminal was sent.</summary>
    public async Task<ToolResult> RunInTerminalAsync(int columns, params string[] arguments)
    {
        using var process = StartInTerminal(columns, arguments);
        return await ToolResult.OfAsync(process);
    }

    /// <summary>Starts <c>pgclone</c> on a terminal, which is closed where the process is killed.</summary>
    public Process StartInTerminal(int columns, params string[] arguments) => StartInTerminal(columns, answers: false, arguments);

    /// <summary>The same, with answers from a pipe where these are wanted.</summary>
    public Process StartInTerminal(int columns, bool answers, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux' script can be told to make a terminal for a command.");
        // A shell that was started on a build server, or by a person on one that shows no colours, has variables which change what is written.
        foreach (var name in new[] { "CI", "GITHUB_ACTIONS", "TF_BUILD", "NO_COLOR" }) Environment.TryAdd(name, null);
        Environment.TryAdd("TERM", "xterm-256color");
        var command = string.Join(' ', ((string[])[.. Tool, .. arguments]).Select(word => $"'{word}'"));
        return StartProgram("script", ["-qefc", $"stty cols {columns}; exec {command}", "/dev/null"], answers);
    }

    /// <summary>Starts <c>pgclone</c>; finish it with <see cref="ToolResult.OfAsync"/>.</summary>
    public Process Start(params string[] arguments) => StartProgram(Tool[0], [.. Tool.Skip(1), .. arguments]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Process StartProgram(string program, string[] arguments, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
        };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
