using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is told on stderr.</summary>
internal static class Messages
{
    private static readonly Style Red = new(Color.Red);
    private static readonly Style Yellow = new(Color.Yellow);

    public static void Tell(IAnsiConsole error, string message) => error.WriteLine(message);

    public static void Warn(IAnsiConsole error, string message) => error.WriteLine("warning: " + message, Yellow);

    /// <summary>The line for what could not be restored.</summary>
    public static string WarningOf(FailedEntry failure) => $"warning {failure.Code.ToText()}: {failure}";

    /// <summary>Writes why a command failed: <c>error PGC2001: what</c>, then where, why and what to do; the stack only for those who asked.</summary>
    public static void Fail(IAnsiConsole error, Exception exception, bool cancelled, Verbosity verbosity)
    {
        if (cancelled)
            error.WriteLine("Cancelled.", Yellow);
        else if (exception is PgCloneException known)
            error.WriteLine("error " + known.Message, Red);
        else
            error.WriteLine($"error {ErrorCode.Unexpected.ToText()}: {exception.Message}{Environment.NewLine}  do:    {Advice(verbosity)}", Red);

        if (verbosity >= Verbosity.Diagnostic) error.WriteLine(exception.ToString());
    }

    private static string Advice(Verbosity verbosity) =>
        verbosity >= Verbosity.Diagnostic
            ? "Report this defect of PgClone with the lines below."
            : "Report this defect of PgClone; --verbosity diagnostic shows where it happened.";
}
