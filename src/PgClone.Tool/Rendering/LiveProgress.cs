using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Progress on a terminal: a line for each stage that is done, notices and hook output, and under them the stage that runs.</summary>
internal sealed class LiveProgress : IProgress<ProgressEvent>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly StatusLine _status;
    private readonly LineProgress _lines;
    private readonly StagePace _pace;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Stage? _stage;
    private string _state = "";
    private long _start;

    private LiveProgress(IAnsiConsole console, Verbosity verbosity, TimeProvider time)
    {
        _status = new StatusLine(console);
        _lines = new LineProgress(console, verbosity, time);
        _pace = new StagePace(time);
        _time = time;
        _timer = time.CreateTimer(_ => Draw(), null, Interval, Interval);
    }

    public static async Task<T> RunAsync<T>(IAnsiConsole console, Verbosity verbosity, Func<IProgress<ProgressEvent>, Task<T>> work)
    {
        using var progress = new LiveProgress(console, verbosity, TimeProvider.System);
        return await work(progress).ConfigureAwait(false);
    }

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            switch (value)
            {
                case StageStarted started:
                    _pace.Begin(started.Stage);
                    (_stage, _state, _start) = (started.Stage, started.Detail ?? "", _time.GetTimestamp());
                    break;
                case StageProgress progress when progress.Stage == _stage:
                    _state = Describe(progress);
                    return;
                case StageProgress:
                    return;
                case StageFinished:
                    _stage = null;
                    break;
            }

            _status.Clear();
            _lines.Report(value);
            Draw();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _stage = null;
            _status.Clear();
        }
    }

    private string Describe(StageProgress progress)
    {
        var share = progress.Total is > 0 and var total ? $"{100 * progress.Done / total,3} %  " : "";
        return share + _pace.Describe(progress) + (progress.Item is null ? "" : " · " + progress.Item);
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_stage is { } stage) _status.Show(LineProgress.Line(stage, Quantity.Seconds(_time.GetElapsedTime(_start)), _state));
        }
    }
}
