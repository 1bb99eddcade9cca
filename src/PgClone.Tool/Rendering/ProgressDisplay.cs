using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Chooses how progress is shown: live on a terminal, as lines elsewhere.</summary>
internal static class ProgressDisplay
{
    public static Task<T> RunAsync<T>(IAnsiConsole console, Verbosity verbosity, Func<IProgress<ProgressEvent>, Task<T>> work)
    {
        var live = verbosity >= Verbosity.Normal && console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
        return live ? LiveProgress.RunAsync(console, verbosity, work) : work(new LineProgress(console, verbosity, TimeProvider.System));
    }
}
