using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PgClone.Tool;

/// <summary>The process' stdin, stdout and stderr, as whoever started the tool has left them.</summary>
internal static class StandardStreams
{
    private const int Stdout = 1;
    private const int Stderr = 2;

    /// <summary>EPIPE of Linux, macOS and the BSDs, which .NET hands on as the exception's HResult.</summary>
    private const int BrokenPipe = 32;

    private static readonly List<SafeFileHandle> Held = [];

    /// <summary>
    /// Keeps the numbers of those that were closed from being given to something else: what is written would go into the runtime's own pipes, or
    /// into a connection. To be called before anything else is opened. What is written to a stream that was closed still fails.
    /// </summary>
    public static void Reserve()
    {
        if (OperatingSystem.IsWindows()) return;

        SafeFileHandle handle;
        while ((handle = File.OpenHandle("/dev/null")).DangerousGetHandle() <= Stderr) Held.Add(handle);
        handle.Dispose();
    }

    /// <summary>A writer to stdout that fails where a pipe's reader has gone; the console's own drops what is written then, without a word.</summary>
    /// <param name="isPlain">Whether a terminal is not to be spoken to as one: the console's own writer begins with an escape sequence.</param>
    public static TextWriter OpenOutput(bool isPlain)
    {
        if (OperatingSystem.IsWindows() || (!Console.IsOutputRedirected && !isPlain)) return Console.Out;
        if (!Console.IsOutputRedirected) return Open(Stdout);

        var stream = new FileStream(new SafeFileHandle(Stdout, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // In a file, the stream would not move the place where others that share it write on.
        return stream.CanSeek ? Console.Out : TextWriter.Synchronized(new StreamWriter(stream, Console.Out.Encoding) { AutoFlush = true });
    }

    /// <summary>A writer to stderr.</summary>
    /// <inheritdoc cref="OpenOutput" path="/param"/>
    public static TextWriter OpenErrors(bool isPlain) =>
        isPlain && !OperatingSystem.IsWindows() && !Console.IsErrorRedirected ? Open(Stderr) : Console.Error;

    private static TextWriter Open(int number)
    {
        var stream = new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true });
    }

    /// <summary>Whether whoever reads the output has had enough of it, as in <c>| head -1</c>.</summary>
    public static bool HasReaderGone(Exception failure) => !OperatingSystem.IsWindows() && failure is IOException { HResult: BrokenPipe };
}
