using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Progress as plain lines, for logs and pipes: each stage when it ends, and a sign of life where one takes long.</summary>
internal sealed class LineProgress(IAnsiConsole console, Verbosity verbosity, TimeProvider time) : IProgress<ProgressEvent>
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly StagePace _pace = new(time);
    private long _lastLine = time.GetTimestamp();

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            if (value is StageStarted started) _pace.Begin(started.Stage);
            if (!Write(value)) return;

            _lastLine = time.GetTimestamp();
        }
    }

    /// <summary>A stage and how it stands, in columns.</summary>
    public static string Line(Stage stage, string state, string? detail) => $"{stage.ToText(),-16}{state,-9} {detail}".TrimEnd();

    private bool Write(ProgressEvent value) => value switch
    {
        StageStarted started when verbosity >= Verbosity.Detailed => WriteLine(started.Stage, "started", started.Detail),
        StageFinished finished when verbosity >= Verbosity.Normal => WriteLine(finished.Stage, Quantity.Seconds(finished.Elapsed), finished.Detail),
        StageProgress progress when verbosity >= Verbosity.Normal && time.GetElapsedTime(_lastLine) >= SignOfLife =>
            WriteLine(progress.Stage, _pace.Describe(progress), progress.Item),
        Notice notice when verbosity >= Verbosity.Minimal => WriteText("notice: " + notice.Message),
        EntryFailed failed when verbosity >= Verbosity.Minimal => WriteText(Messages.WarningOf(failed.Failure)),
        HookOutput output when verbosity >= Verbosity.Detailed => WriteText($"{output.Hook}: {output.Line}"),
        _ => false,
    };

    private bool WriteLine(Stage stage, string state, string? detail)
    {
        var line = Line(stage, state, detail);
        console.WriteRaw(console.Fits(line) ? line : $"{Line(stage, state, null)}{Environment.NewLine}{detail}");
        return true;
    }

    private bool WriteText(string text)
    {
        console.WriteText(text);
        return true;
    }
}
