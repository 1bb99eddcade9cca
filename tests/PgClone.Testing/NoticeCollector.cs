using PgClone.Diagnostics;

namespace PgClone.Testing;

/// <summary>Keeps the notices, which come on the engine's threads.</summary>
/// <param name="notices">Where.</param>
public sealed class NoticeCollector(List<string> notices) : IProgress<ProgressEvent>
{
    public void Report(ProgressEvent value)
    {
        if (value is not Notice notice) return;

        lock (notices) notices.Add(notice.Message);
    }
}
