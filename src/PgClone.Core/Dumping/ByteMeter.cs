using System.Diagnostics;
using PgClone.Diagnostics;

namespace PgClone.Dumping;

/// <summary>Reports how many bytes of a dump are stored: a few times a second, and at the end.</summary>
internal sealed class ByteMeter(IProgress<ProgressEvent>? progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _reported = Stopwatch.GetTimestamp();

    public void Update(long bytes)
    {
        if (Stopwatch.GetElapsedTime(_reported) < Interval) return;

        Report(bytes);
        _reported = Stopwatch.GetTimestamp();
    }

    public void Report(long bytes) => progress?.Report(new StageProgress(Stage.Dump, bytes, null, "bytes"));
}
