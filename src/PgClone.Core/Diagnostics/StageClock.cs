using System.Diagnostics;

namespace PgClone.Diagnostics;

/// <summary>Runs stages one after the other, announces each, and remembers how long it took.</summary>
internal sealed class StageClock(IProgress<ProgressEvent> progress)
{
    private readonly List<StageTime> _times = [];

    public IReadOnlyList<StageTime> Times => _times;

    public async Task<T> RunAsync<T>(Stage stage, string? detail, Func<Task<T>> work)
    {
        progress.Report(new StageStarted(stage, detail));
        using var activity = Telemetry.Start(stage);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = await work().ConfigureAwait(false);
            Finished(stage, Stopwatch.GetElapsedTime(start), detail);
            return result;
        }
        catch (Exception e) when (activity is not null)
        {
            Telemetry.SetFailure(activity, e);
            throw;
        }
    }

    public Task RunAsync(Stage stage, string? detail, Func<Task> work) =>
        RunAsync(stage, detail, async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        });

    /// <summary>Takes over the times of stages that announced themselves.</summary>
    public void Add(IEnumerable<StageTime> times) => _times.AddRange(times);

    private void Finished(Stage stage, TimeSpan elapsed, string? detail)
    {
        _times.Add(new StageTime(stage, elapsed));
        progress.Report(new StageFinished(stage, elapsed, detail));
    }
}
