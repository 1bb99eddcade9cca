using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

public sealed class LineProgressTests
{
    private static readonly ProgressEvent[] Events =
    [
        new StageStarted(Stage.Data),
        new StageProgress(Stage.Data, 500_000, 2_000_000, "bytes", "public.orders"),
        new HookOutput("migrate", "applied 3"),
        new Notice("The owner alice does not exist."),
        new StageFinished(Stage.Data, TimeSpan.FromSeconds(1.5), "14 tables"),
    ];

    [Theory]
    [InlineData(nameof(Verbosity.Quiet), "")]
    [InlineData(nameof(Verbosity.Minimal), "notice: The owner alice does not exist.\n")]
    [InlineData(nameof(Verbosity.Normal), "notice: The owner alice does not exist.\ndata            1.50 s    14 tables\n")]
    [InlineData(
        nameof(Verbosity.Detailed),
        "data            started\nmigrate: applied 3\nnotice: The owner alice does not exist.\ndata            1.50 s    14 tables\n")]
    public void Tells_what_the_verbosity_asks_for(string verbosity, string expected)
    {
        var text = Report(Enum.Parse<Verbosity>(verbosity), new StoppedClock(), Events);

        Assert.Equal(expected, text);
    }

    [Fact]
    public void Gives_a_sign_of_life_where_a_stage_takes_long()
    {
        var clock = new StoppedClock();
        using var writer = new StringWriter();
        var progress = new LineProgress(CreateConsole(writer), Verbosity.Normal, clock);

        progress.Report(new StageStarted(Stage.Data));
        progress.Report(new StageProgress(Stage.Data, 500_000, 2_000_000, "bytes", "public.orders"));
        clock.Now += TimeSpan.FromSeconds(11);
        progress.Report(new StageProgress(Stage.Data, 1_000_000, 2_000_000, "bytes", "public.customers"));
        progress.Report(new StageProgress(Stage.Data, 1_100_000, 2_000_000, "bytes", "public.items"));

        Assert.Equal("data            1 MB of 2 MB, 90.9 kB/s, 11 s left public.customers\n", writer.ToString());
    }

    private static string Report(Verbosity verbosity, TimeProvider time, IEnumerable<ProgressEvent> events)
    {
        using var writer = new StringWriter();
        var progress = new LineProgress(CreateConsole(writer), verbosity, time);
        foreach (var e in events) progress.Report(e);
        return writer.ToString();
    }

    private static IAnsiConsole CreateConsole(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
