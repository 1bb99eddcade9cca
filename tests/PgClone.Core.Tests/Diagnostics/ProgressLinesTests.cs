namespace PgClone.Diagnostics;

public sealed class ProgressLinesTests : TimeProvider
{
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    [Fact]
    public void A_stage_that_takes_long_gives_a_sign_of_life_with_its_pace()
    {
        var lines = new ProgressLines(this);

        Assert.Null(lines.Of(new StageStarted(Stage.Dump)));
        Assert.Null(At(5, 50_000_000));
        Assert.Equal("dump          100 MB of 1 GB, 10 MB/s, 1:30 min left  3 of 40 tables", At(10, 100_000_000));
        Assert.Null(At(15, 900_000_000));
        Assert.Equal("dump          999 MB of 1 GB, 50 MB/s, 1 s left  3 of 40 tables", At(20, 999_000_000));
        Assert.StartsWith("dump             20.50 s", lines.Of(new StageFinished(Stage.Dump, TimeSpan.FromSeconds(20.5))), StringComparison.Ordinal);

        string? At(int seconds, long bytes)
        {
            _now = TimeSpan.FromSeconds(seconds);
            return lines.Of(new StageProgress(Stage.Dump, bytes, 1_000_000_000, "bytes", "3 of 40 tables"));
        }
    }

    [Fact]
    public void Without_a_total_only_the_rate_is_told()
    {
        var lines = new ProgressLines(this);
        lines.Of(new StageStarted(Stage.Dump));
        _now = TimeSpan.FromSeconds(20);

        Assert.Equal("dump          40 MB, 2 MB/s", lines.Of(new StageProgress(Stage.Dump, 40_000_000, null, "bytes")));
    }

    [Fact]
    public void What_is_counted_in_entries_has_no_rate()
    {
        var lines = new ProgressLines(this);
        lines.Of(new StageStarted(Stage.PostData));
        _now = TimeSpan.FromSeconds(20);

        Assert.Equal("post-data     10 of 20 entries, 20 s left", lines.Of(new StageProgress(Stage.PostData, 10, 20, "entries")));
    }
}
