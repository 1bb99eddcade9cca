namespace PgClone.Diagnostics;

/// <summary>The last lines of a program's output, for the message when it fails. Safe for concurrent use.</summary>
internal sealed class LastLines(int capacity)
{
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > capacity) _lines.Dequeue();
        }
    }

    /// <summary>The lines of several streams, one after the other.</summary>
    public static string Join(params ReadOnlySpan<LastLines> streams)
    {
        var lines = new List<string>();
        foreach (var stream in streams)
        {
            lock (stream._lines) lines.AddRange(stream._lines);
        }

        return lines.Count == 0 ? "It printed nothing." : string.Join(Environment.NewLine, lines);
    }
}
