using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using PgClone.Testing;

namespace PgClone.Diagnostics;

public sealed class TelemetryTests : IClassFixture<ShopStore>, IDisposable
{
    private readonly ShopStore _store;
    private readonly ConcurrentQueue<Activity> _activities = [];
    private readonly ConcurrentQueue<(string Name, string? Unit, double Value, Dictionary<string, object?> Tags)> _measured = [];
    private readonly ActivityListener _activityListener;
    private readonly MeterListener _meterListener = new();

    public TelemetryTests(ShopStore store)
    {
        _store = store;
        _activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PgClone",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_activityListener);
        _meterListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "PgClone") listener.EnableMeasurementEvents(instrument);
        };
        _meterListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meterListener.Start();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _activityListener.Dispose();
        _meterListener.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_restore_is_an_activity_with_its_stages_as_children_and_is_measured(int jobs)
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var cloner = await _store.CreateClonerAsync();

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = _store.Key, Database = target.Name, Jobs = jobs }, Token);

        var restore = Assert.Single(_activities, activity => activity.OperationName == "pgclone restore" && Equals(activity.GetTagItem("db.namespace"), target.Name));
        Assert.Equal(ActivityStatusCode.Unset, restore.Status);
        Assert.Equal((result.Bytes, result.Rows, "succeeded", "postgresql"), (
            restore.GetTagItem("pgclone.bytes"), restore.GetTagItem("pgclone.rows"), restore.GetTagItem("pgclone.outcome"), restore.GetTagItem("db.system.name")));
        Assert.Equal(
            result.Stages.Select(stage => "pgclone " + stage.Stage.ToText()),
            _activities.Where(activity => activity.ParentSpanId == restore.SpanId).OrderBy(activity => activity.StartTimeUtc).Select(activity => activity.OperationName));
        Assert.All(_activities.Where(activity => activity.ParentSpanId == restore.SpanId), stage => Assert.True(stage.StartTimeUtc + stage.Duration <= restore.StartTimeUtc + restore.Duration + TimeSpan.FromMilliseconds(50)));

        Assert.Equal([("pgclone.restore.bytes", "By", result.Bytes), ("pgclone.restore.rows", "{row}", result.Rows)], Of(target.Name).Where(m => m.Unit != "s").Select(m => (m.Name, m.Unit, (long)m.Value)));
        var duration = Assert.Single(Of(target.Name), m => m.Name == "pgclone.restore.duration");
        Assert.Equal(("s", "succeeded"), (duration.Unit, duration.Tags["pgclone.outcome"]));
        Assert.InRange(duration.Value, 0.001, 600);
        AssertNoSecrets();
    }

    [Fact]
    public async Task A_failed_restore_tells_its_code_and_no_more()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var cloner = await _store.CreateClonerAsync(settings => settings with { AllowRestore = false });

        var e = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(new RestoreOptions { Source = _store.Key, Database = target.Name }, Token));

        var restore = Assert.Single(_activities, activity => Equals(activity.GetTagItem("db.namespace"), target.Name));
        Assert.Equal((ActivityStatusCode.Error, e.Code.ToText(), "failed"), (restore.Status, restore.StatusDescription, restore.GetTagItem("pgclone.outcome")));
        Assert.Equal(e.Code.ToText(), restore.GetTagItem("error.type"));
        var duration = Assert.Single(Of(target.Name));
        Assert.Equal(("pgclone.restore.duration", e.Code.ToText()), (duration.Name, duration.Tags["error.type"]));
    }

    [Fact]
    public async Task A_cancelled_restore_is_no_error_of_its_own()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var cloner = await _store.CreateClonerAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cloner.RestoreAsync(
            new RestoreOptions { Source = _store.Key, Database = target.Name }, new CancellationToken(canceled: true)));

        var duration = Assert.Single(Of(target.Name));
        Assert.Equal("cancelled", duration.Tags["pgclone.outcome"]);
        Assert.DoesNotContain("error.type", duration.Tags.Keys);
    }

    [Fact]
    public async Task A_dump_is_measured_too()
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        var cloner = await _store.CreateClonerAsync(settings => settings with { Storage = Directory.CreateTempSubdirectory("pgclone-telemetry-").FullName });

        var result = await cloner.DumpAsync(new DumpOptions { Database = source.Name }, Token);

        var dump = Assert.Single(_activities, activity => activity.OperationName == "pgclone dump" && Equals(activity.GetTagItem("db.namespace"), source.Name));
        Assert.Equal(["pgclone server", "pgclone dump"], _activities.Where(activity => activity.ParentSpanId == dump.SpanId).OrderBy(activity => activity.StartTimeUtc).Select(activity => activity.OperationName));
        Assert.Equal(result.Bytes, Assert.Single(Of(source.Name), m => m.Name == "pgclone.dump.bytes").Value);
        Assert.Single(Of(source.Name), m => m.Name == "pgclone.dump.duration");
        AssertNoSecrets();
    }

    private IEnumerable<(string Name, string? Unit, double Value, Dictionary<string, object?> Tags)> Of(string database) =>
        _measured.Where(m => Equals(m.Tags.GetValueOrDefault("db.namespace"), database)).OrderBy(m => m.Name, StringComparer.Ordinal);

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, instrument.Unit, value, new Dictionary<string, object?>(tags.ToArray())));

    private void AssertNoSecrets()
    {
        var values = _activities.SelectMany(activity => activity.TagObjects).Concat(_measured.SelectMany(m => m.Tags)).Select(tag => tag.Value?.ToString() ?? "");
        Assert.DoesNotContain(values, value => value.Contains("Host=", StringComparison.OrdinalIgnoreCase) || value.Contains("Passfile", StringComparison.OrdinalIgnoreCase));
    }
}
