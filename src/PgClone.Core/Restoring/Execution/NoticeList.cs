using System.Collections.Concurrent;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

/// <summary>Collects what the user should know, and tells who listens at once. Safe for concurrent use.</summary>
internal sealed class NoticeList(IProgress<ProgressEvent>? listener)
{
    private readonly ConcurrentQueue<string> _notices = [];

    public void Add(string message)
    {
        _notices.Enqueue(message);
        listener?.Report(new Notice(message));
    }

    public IReadOnlyList<string> ToList() => [.. _notices];
}
