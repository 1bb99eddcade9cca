using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <summary>Progress as xunit's diagnostic messages, which a runner shows on request.</summary>
internal sealed class DiagnosticProgress(Action<string> send) : IProgress<ProgressEvent>
{
    private readonly ProgressLines _lines = new();

    public void Report(ProgressEvent value)
    {
        if (_lines.Of(value) is { } line) send("pgclone: " + line);
    }
}
