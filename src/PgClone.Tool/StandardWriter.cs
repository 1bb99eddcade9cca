using System.Text;

namespace PgClone.Tool;

/// <summary>
/// Stdout or stderr. What can't be written there, since it was closed or its disk is full, must not end work that is under way or hide that
/// it is done: it is dropped, and the first reason kept.
/// </summary>
internal sealed class StandardWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why something could not be written; null where all was.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null) return;

        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = e;
        }
    }
}
