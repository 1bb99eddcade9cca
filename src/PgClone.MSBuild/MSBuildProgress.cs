using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PgClone.Diagnostics;

namespace PgClone.MSBuild;

/// <summary>Progress as messages of normal importance: a build shows them from <c>-verbosity:normal</c> on. What could not be restored is a warning.</summary>
internal sealed class MSBuildProgress(TaskLoggingHelper log) : IProgress<ProgressEvent>
{
    private readonly ProgressLines _lines = new();

    public void Report(ProgressEvent value)
    {
        if (value is EntryFailed { Failure: var failure })
        {
            log.LogWarning(null, failure.Code.ToText(), null, null, 0, 0, 0, 0, "{0}", failure.ToString());
            return;
        }

        // A warning without a code could not be silenced and would break builds that take warnings as errors: notices stay messages.
        if (_lines.Of(value) is { } line) log.LogMessage(MessageImportance.Normal, "{0}", line);
    }
}
