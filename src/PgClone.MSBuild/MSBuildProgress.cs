using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PgClone.Diagnostics;

namespace PgClone.MSBuild;

/// <summary>Progress as messages of normal importance: a build shows them from <c>-verbosity:normal</c> on.</summary>
internal sealed class MSBuildProgress(TaskLoggingHelper log) : IProgress<ProgressEvent>
{
    public void Report(ProgressEvent value)
    {
        // A warning without a code could not be silenced and would break builds that take warnings as errors: notices stay messages.
        if (ProgressLine.Of(value) is { } line) log.LogMessage(MessageImportance.Normal, "{0}", line);
    }
}
