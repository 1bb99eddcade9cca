using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

public sealed class LiveProgressTests
{
    [Fact]
    public async Task Shows_a_line_for_each_stage_that_is_done_and_the_running_one_below()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes });
        console.Profile.Width = 120;

        var result = await LiveProgress.RunAsync(console, Verbosity.Normal, progress =>
        {
            progress.Report(new StageStarted(Stage.Data, "shop [not markup]"));
            progress.Report(new StageProgress(Stage.Data, 500_000, 2_000_000, "bytes", "public.orders[]"));
            progress.Report(new Notice("The owner [alice] does not exist."));
            progress.Report(new HookOutput("migrate", "for the detailed"));
            progress.Report(new StageFinished(Stage.Data, TimeSpan.FromSeconds(1.5), "14 [tables]"));
            progress.Report(new StageStarted(Stage.PreSwapHooks));
            return Task.FromResult(42);
        });

        var text = writer.ToString();
        Assert.Equal(42, result);
        Assert.Contains("notice: The owner [alice] does not exist.", text);
        Assert.Contains("14 [tables]", text);
        Assert.Contains("pre-swap hooks", text);
        Assert.DoesNotContain("for the detailed", text);
        // What was redrawn is gone from the screen.
        Assert.Equal(["notice: The owner [alice] does not exist.", "data            1.50 s    14 [tables]"], Screen.Of(text, 120));
    }
}
