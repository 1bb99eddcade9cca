using System.Diagnostics;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Counts a restore's steps by stage and tells who listens. Work of a later stage may start early; a stage begins, to the listener, when the
/// one before it is complete.
/// </summary>
internal sealed class RestoreProgress(RestorePlan plan, IProgress<ProgressEvent>? listener)
{
    private static readonly Stage[] Stages = [Stage.PreData, Stage.Data, Stage.PostData, Stage.Analyze];
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<Stage, int> _total = CountSteps(plan);
    private readonly Dictionary<Stage, int> _done = Stages.ToDictionary(stage => stage, _ => 0);
    private readonly long _totalBytes = plan.Tasks.Where(task => task is TableDataTask or LargeObjectsTask).Sum(task => task.Cost);
    private readonly List<StageTime> _times = [];
    private long _bytes;
    private long _stageStart;
    private long _lastReport;
    private ActivityContext _restore;

    /// <summary>The stages that are complete.</summary>
    public IReadOnlyList<StageTime> Times => _times;

    private Stage? Current => _times.Count < Stages.Length ? Stages[_times.Count] : null;

    /// <summary>Begins with the first stage.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _stageStart = Stopwatch.GetTimestamp();
            _restore = Activity.Current?.Context ?? default;
            listener?.Report(new StageStarted(Stages[0]));
            FinishCompleteStages();
        }
    }

    /// <summary>Steps of a stage are done.</summary>
    public void Complete(Stage stage, string item, int steps = 1)
    {
        lock (_lock)
        {
            _done[stage] += steps;
            if (stage != Stage.Data && stage == Current) ReportNowAndThen(new StageProgress(stage, _done[stage], _total[stage], "entries", item));
            FinishCompleteStages();
        }
    }

    /// <summary>Bytes of data blocks were read.</summary>
    public void AddBytes(int count)
    {
        lock (_lock)
        {
            _bytes += count;
            if (Current == Stage.Data) ReportNowAndThen(new StageProgress(Stage.Data, Math.Min(_bytes, _totalBytes), _totalBytes, "bytes"));
        }
    }

    private static Dictionary<Stage, int> CountSteps(RestorePlan plan) => Stages.ToDictionary(
        stage => stage,
        stage => stage == Stage.PreData ? plan.PreData.Count : plan.Tasks.Where(task => task.Stage == stage).Sum(task => task.Weight));

    private void ReportNowAndThen(StageProgress progress)
    {
        if (_lastReport != 0 && Stopwatch.GetElapsedTime(_lastReport) < Interval) return;

        _lastReport = Stopwatch.GetTimestamp();
        listener?.Report(progress);
    }

    private void FinishCompleteStages()
    {
        while (Current is { } stage && _done[stage] == _total[stage])
        {
            var elapsed = Stopwatch.GetElapsedTime(_stageStart);
            _stageStart = Stopwatch.GetTimestamp();
            _times.Add(new StageTime(stage, elapsed));
            Telemetry.Record(stage, elapsed, _restore);
            listener?.Report(new StageFinished(stage, elapsed));
            if (Current is { } next) listener?.Report(new StageStarted(next));
        }
    }
}
