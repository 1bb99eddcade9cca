using Cake.Core.Diagnostics;
using PgClone.Diagnostics;

namespace Cake.PgClone.Engine;

/// <summary>Progress as lines in Cake's log.</summary>
internal sealed class CakeProgress(ICakeLog log) : IProgress<ProgressEvent>
{
    private readonly ProgressLines _lines = new();

    public void Report(ProgressEvent value)
    {
        if (_lines.Of(value) is not { } line) return;

        if (value is Notice or EntryFailed)
            log.Warning("{0}", line);
        else
            log.Information("{0}", line);
    }
}
