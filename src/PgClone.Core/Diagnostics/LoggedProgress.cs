using Microsoft.Extensions.Logging;

namespace PgClone.Diagnostics;

/// <summary>Writes every progress event to the log before it goes on to whoever listens.</summary>
internal sealed class LoggedProgress(ILogger logger, IProgress<ProgressEvent>? listener) : IProgress<ProgressEvent>
{
    public ILogger Log => logger;

    public void Report(ProgressEvent value)
    {
        switch (value)
        {
            case StageStarted e:
                logger.StageStarted(e.Stage.ToText(), e.Detail);
                break;
            case StageFinished e:
                logger.StageFinished(e.Stage.ToText(), e.Elapsed.TotalSeconds);
                break;
            case StageProgress e:
                logger.StageProgress(e.Stage.ToText(), e.Done, e.Total, e.Unit, e.Item);
                break;
            case Notice e:
                logger.Notice(e.Message);
                break;
            case EntryFailed e:
                logger.EntryFailed(e.Failure.Entry, e.Failure.Reason);
                break;
            case HookOutput e:
                logger.HookOutput(e.Hook, e.Line);
                break;
        }

        listener?.Report(value);
    }
}
