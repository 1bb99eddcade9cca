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

    public override string ToString()
    {
        lock (_lines)
        {
            return _lines.Count == 0 ? "It printed nothing." : string.Join(Environment.NewLine, _lines);
        }
    }
}
