using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Progress that redraws itself on a terminal: one row per stage, notices and hook output above them.</summary>
internal sealed class LiveProgress : IProgress<ProgressEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Stage, ProgressTask> _rows = [];
    private readonly ProgressContext _context;
    private readonly IAnsiConsole _console;
    private readonly Verbosity _verbosity;

    private LiveProgress(ProgressContext context, IAnsiConsole console, Verbosity verbosity)
    {
        _context = context;
        _console = console;
        _verbosity = verbosity;
    }

    public static Task<T> RunAsync<T>(IAnsiConsole console, Verbosity verbosity, Func<IProgress<ProgressEvent>, Task<T>> work) =>
        console.Progress()
            .AutoClear(false)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new ElapsedTimeColumn())
            .StartAsync(context => work(new LiveProgress(context, console, verbosity)));

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            switch (value)
            {
                case StageStarted started:
                    Describe(RowOf(started.Stage), started.Stage, started.Detail);
                    break;
                case StageProgress progress:
                    Advance(RowOf(progress.Stage), progress);
                    break;
                case StageFinished finished:
                    Finish(RowOf(finished.Stage), finished);
                    break;
                case Notice notice:
                    _console.WriteLine("notice: " + notice.Message);
                    break;
                case EntryFailed failed:
                    _console.WriteLine(Messages.WarningOf(failed.Failure));
                    break;
                case HookOutput output when _verbosity >= Verbosity.Detailed:
                    _console.WriteLine($"{output.Hook}: {output.Line}");
                    break;
            }
        }
    }

    private static void Describe(ProgressTask row, Stage stage, string? detail) =>
        row.Description = $"{StageName.Of(stage),-15} [grey]{Markup.Escape(detail ?? "")}[/]";

    private static void Advance(ProgressTask row, StageProgress progress)
    {
        Describe(row, progress.Stage, ProgressText.Of(progress) + (progress.Item is null ? "" : " · " + progress.Item));
        if (progress.Total is not { } total) return;

        row.IsIndeterminate = false;
        row.MaxValue = Math.Max(total, 1);
        row.Value = progress.Done;
    }

    private static void Finish(ProgressTask row, StageFinished finished)
    {
        if (finished.Detail is not null) Describe(row, finished.Stage, finished.Detail);
        row.IsIndeterminate = false;
        row.Value = row.MaxValue;
        row.StopTask();
    }

    private ProgressTask RowOf(Stage stage)
    {
        if (!_rows.TryGetValue(stage, out var row)) _rows[stage] = row = _context.AddTask(StageName.Of(stage)).IsIndeterminate();
        return row;
    }
}
