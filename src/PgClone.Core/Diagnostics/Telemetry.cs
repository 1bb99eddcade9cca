using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PgClone.Diagnostics;

/// <summary>The activities and metrics of the engine, under the name <c>PgClone</c>; docs/telemetry.md lists them.</summary>
internal static class Telemetry
{
    private const string Name = "PgClone";

    /// <summary>Many a restore takes minutes: the usual buckets end at ten seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] };

    private static readonly string? Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter Meter = new(Name, Version);

    public static ActivitySource Source { get; } = new(Name, Version);

    public static OperationInstruments Restore { get; } = new(
        "pgclone restore",
        Meter.CreateHistogram("pgclone.restore.duration", "s", "How long restores took.", null, Seconds),
        Meter.CreateCounter<long>("pgclone.restore.bytes", "By", "The size of the dumps that were restored."),
        Meter.CreateCounter<long>("pgclone.restore.rows", "{row}", "The rows that were loaded."));

    public static OperationInstruments Dump { get; } = new(
        "pgclone dump",
        Meter.CreateHistogram("pgclone.dump.duration", "s", "How long dumps took.", null, Seconds),
        Meter.CreateCounter<long>("pgclone.dump.bytes", "By", "The size of the dumps that were made."),
        null);

    /// <summary>An activity for a stage that begins now.</summary>
    public static Activity? Start(Stage stage) => Source.StartActivity(NameOf(stage));

    /// <summary>An activity for a stage that has ended now.</summary>
    public static void Record(Stage stage, TimeSpan elapsed, ActivityContext parent)
    {
        if (Source.HasListeners()) Source.StartActivity(NameOf(stage), ActivityKind.Internal, parent, startTime: DateTimeOffset.UtcNow - elapsed)?.Dispose();
    }

    /// <summary>The code of a failure; null where there is none, or where it was cancelled.</summary>
    public static string? ErrorTypeOf(Exception? failure) => failure switch
    {
        null or OperationCanceledException => null,
        PgCloneException known => known.Code.ToText(),
        _ => ErrorCode.Unexpected.ToText(),
    };

    /// <summary>Says of an activity that it failed, by its code alone: messages name hosts and files.</summary>
    public static void SetFailure(Activity activity, Exception? failure)
    {
        if (failure is null) return;

        activity.SetTag("error.type", ErrorTypeOf(failure));
        activity.SetStatus(ActivityStatusCode.Error, ErrorTypeOf(failure) ?? "cancelled");
    }

    private static string NameOf(Stage stage) => "pgclone " + stage.ToText();
}
