using System.Globalization;

namespace PgClone.Diagnostics;

/// <summary>How far the running stage is, how fast it goes and how long it will take yet, in words.</summary>
internal sealed class StagePace(TimeProvider time)
{
    /// <summary>Before that, it is only guesswork.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private (Stage Stage, long Start, long Done)? _begun;

    /// <summary>A stage has begun.</summary>
    public void Begin(Stage stage) => _begun = (stage, time.GetTimestamp(), 0);

    /// <summary>Such as <c>1.2 GB of 2.3 GB, 95 MB/s, 12 s left</c>.</summary>
    public string Describe(StageProgress progress)
    {
        if (_begun?.Stage != progress.Stage) _begun = (progress.Stage, time.GetTimestamp(), progress.Done);

        var (_, start, before) = _begun.Value;
        var elapsed = time.GetElapsedTime(start);
        var done = progress.Done - before;
        var text = ProgressText.Of(progress);
        if (elapsed < Least || done <= 0) return text;

        if (progress.Unit == "bytes") text += $", {Quantity.Bytes((long)(done / elapsed.TotalSeconds))}/s";
        if (progress.Total > progress.Done) text += $", {Left(elapsed * ((double)(progress.Total.Value - progress.Done) / done))} left";
        return text;
    }

    private static string Left(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)} s") : Quantity.Seconds(time);
}
