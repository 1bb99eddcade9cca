namespace PgClone.Diagnostics;

/// <summary>Progress as lines of a build log: what <see cref="ProgressLine"/> has a line for, and a sign of life where a stage takes long.</summary>
public sealed class ProgressLines
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly StagePace _pace;
    private readonly Lock _lock = new();
    private long _lastLine;

    /// <summary>Begins now.</summary>
    /// <param name="time">Tells the time.</param>
    public ProgressLines(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        (_pace, _lastLine) = (new StagePace(_time), _time.GetTimestamp());
    }

    /// <summary>The line for an event, or null where a build log needs none. May be called from several threads at once.</summary>
    /// <param name="progress">The event.</param>
    public string? Of(ProgressEvent progress)
    {
        lock (_lock)
        {
            if (progress is StageStarted started) _pace.Begin(started.Stage);
            var line = ProgressLine.Of(progress);
            if (progress is StageProgress running && _time.GetElapsedTime(_lastLine) >= SignOfLife)
                line = $"{running.Stage.ToText(),-14}{_pace.Describe(running)}  {running.Item}".TrimEnd();
            if (line is not null) _lastLine = _time.GetTimestamp();
            return line;
        }
    }
}
