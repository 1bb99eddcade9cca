using Microsoft.Extensions.Logging;

namespace PgClone.Diagnostics;

/// <summary>Every message that the engine logs. None holds a password.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Debug, "{Stage} begins {Detail}")]
    public static partial void StageStarted(this ILogger logger, Stage stage, string? detail);

    [LoggerMessage(2, LogLevel.Information, "{Stage} took {Seconds:0.00} s")]
    public static partial void StageFinished(this ILogger logger, Stage stage, double seconds);

    [LoggerMessage(3, LogLevel.Trace, "{Stage}: {Done} of {Total} {Unit} {Item}")]
    public static partial void StageProgress(this ILogger logger, Stage stage, long done, long? total, string unit, string? item);

    [LoggerMessage(4, LogLevel.Information, "{Message}")]
    public static partial void Notice(this ILogger logger, string message);

    [LoggerMessage(5, LogLevel.Information, "{Hook}: {Line}")]
    public static partial void HookOutput(this ILogger logger, string hook, string line);

    [LoggerMessage(6, LogLevel.Warning, "{Entry} is not restored: {Reason}")]
    public static partial void EntryFailed(this ILogger logger, string entry, string reason);
}
