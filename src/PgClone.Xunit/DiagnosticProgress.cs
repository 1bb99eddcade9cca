using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <summary>Progress as xunit's diagnostic messages, which a runner shows on request.</summary>
internal sealed class DiagnosticProgress(Action<string> send) : IProgress<ProgressEvent>
{
    public void Report(ProgressEvent value)
    {
        if (ProgressLine.Of(value) is { } line) send("pgclone: " + line);
    }
}
