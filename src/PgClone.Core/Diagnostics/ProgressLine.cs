using System.Globalization;

namespace PgClone.Diagnostics;

/// <summary>Progress as lines of a build log: each stage when it ends, notices, and what hooks print.</summary>
public static class ProgressLine
{
    /// <summary>The line for an event, or null where a build log needs none.</summary>
    public static string? Of(ProgressEvent progress) => progress switch
    {
        StageFinished finished => string.Create(CultureInfo.InvariantCulture, $"{finished.Stage.ToText(),-14}{finished.Elapsed.TotalSeconds,8:0.00} s  {finished.Detail}").TrimEnd(),
        Notice notice => notice.Message,
        EntryFailed failed => failed.Failure.ToString(),
        HookOutput output => $"{output.Hook}: {output.Line}",
        _ => null,
    };
}
