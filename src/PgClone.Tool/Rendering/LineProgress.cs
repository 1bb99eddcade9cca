using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Progress as plain lines, for logs and pipes: each stage when it ends, and a sign of life where one takes long.</summary>
internal sealed class LineProgress(IAnsiConsole console, Verbosity verbosity, TimeProvider time) : IProgress<ProgressEvent>
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private long _lastLine = time.GetTimestamp();

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            if (ToLine(value) is not { } line) return;

            console.WriteLine(line);
            _lastLine = time.GetTimestamp();
        }
    }

    private string? ToLine(ProgressEvent value) => value switch
    {
        StageStarted started when verbosity >= Verbosity.Detailed => Line(started.Stage, "started", started.Detail),
        StageFinished finished when verbosity >= Verbosity.Normal => Line(finished.Stage, Quantity.Seconds(finished.Elapsed), finished.Detail),
        StageProgress progress when verbosity >= Verbosity.Normal && time.GetElapsedTime(_lastLine) >= SignOfLife =>
            Line(progress.Stage, ProgressText.Of(progress), progress.Item),
        Notice notice when verbosity >= Verbosity.Minimal => "notice: " + notice.Message,
        EntryFailed failed when verbosity >= Verbosity.Minimal => Messages.WarningOf(failed.Failure),
        HookOutput output when verbosity >= Verbosity.Detailed => $"{output.Hook}: {output.Line}",
        _ => null,
    };

    private static string Line(Stage stage, string state, string? detail) => $"{StageName.Of(stage),-16}{state,-9} {detail}".TrimEnd();
}
