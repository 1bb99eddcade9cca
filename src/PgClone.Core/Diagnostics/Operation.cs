using System.Diagnostics;

namespace PgClone.Diagnostics;

/// <summary>One dump or restore under way, as those see it who trace and measure. Where nobody listens, it does nothing.</summary>
internal sealed class Operation
{
    /// <summary>The database that is dumped, or restored into; null until it is known.</summary>
    public string? Database { get; set; }

    /// <summary>The dump's size.</summary>
    public long Bytes { get; set; }

    /// <summary>The rows that were loaded.</summary>
    public long Rows { get; set; }

    /// <summary>Runs the work within an activity of its own, and measures it.</summary>
    public static async Task<T> RunAsync<T>(OperationInstruments instruments, string? database, Func<Operation, Task<T>> work)
    {
        var operation = new Operation { Database = database };
        using var activity = Telemetry.Source.StartActivity(instruments.ActivityName);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = await work(operation).ConfigureAwait(false);
            operation.Finish(instruments, activity, start, null);
            return result;
        }
        catch (Exception e)
        {
            operation.Finish(instruments, activity, start, e);
            throw;
        }
    }

    private void Finish(OperationInstruments instruments, Activity? activity, long start, Exception? failure)
    {
        var tags = new TagList { { "db.system.name", "postgresql" }, { "pgclone.outcome", OutcomeOf(failure) } };
        if (Database is not null) tags.Add("db.namespace", Database);
        if (Telemetry.ErrorTypeOf(failure) is { } error) tags.Add("error.type", error);

        instruments.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        if (failure is null)
        {
            instruments.Bytes.Add(Bytes, tags);
            instruments.Rows?.Add(Rows, tags);
        }

        if (activity is null) return;

        foreach (var (name, value) in tags) activity.SetTag(name, value);
        if (failure is null) activity.SetTag("pgclone.bytes", Bytes);
        if (failure is null && instruments.Rows is not null) activity.SetTag("pgclone.rows", Rows);
        Telemetry.SetFailure(activity, failure);
    }

    private static string OutcomeOf(Exception? failure) => failure switch
    {
        null => "succeeded",
        OperationCanceledException => "cancelled",
        _ => "failed",
    };
}
