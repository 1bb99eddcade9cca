using System.Globalization;
using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <summary>Progress as xunit's diagnostic messages, which a runner shows on request: each stage when it ends, notices, and what hooks print.</summary>
internal sealed class DiagnosticProgress(Action<string> send) : IProgress<ProgressEvent>
{
    public void Report(ProgressEvent value)
    {
        if (ToLine(value) is { } line) send("pgclone: " + line);
    }

    private static string? ToLine(ProgressEvent value) => value switch
    {
        StageFinished finished => string.Create(CultureInfo.InvariantCulture, $"{finished.Stage} {finished.Elapsed.TotalSeconds:0.00} s {finished.Detail}").TrimEnd(),
        Notice notice => notice.Message,
        HookOutput output => $"{output.Hook}: {output.Line}",
        _ => null,
    };
}
