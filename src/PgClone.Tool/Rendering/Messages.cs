using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is told on stderr.</summary>
internal static class Messages
{
    private static readonly Style Red = new(Color.Red);
    private static readonly Style Yellow = new(Color.Yellow);
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly int Indent = "  where: ".Length;

    public static void Tell(IAnsiConsole error, string message) => error.WriteText(message);

    public static void Warn(IAnsiConsole error, string message) => error.WriteText("warning: " + message, style: Yellow);

    /// <summary>The line for what could not be restored.</summary>
    public static string WarningOf(FailedEntry failure) => $"warning {failure.Code.ToText()}: {failure}";

    /// <summary>Writes why a command failed: <c>error PGC2001: what</c>, then where, why and what to do; the stack only for those who asked.</summary>
    public static void Fail(IAnsiConsole error, Exception exception, bool cancelled, Verbosity verbosity)
    {
        if (cancelled)
            error.WriteText("Cancelled.", style: Yellow);
        else if (exception is PgCloneException known)
            Fail(error, known.Code, known.What, known.Where, known.Why, known.Advice);
        else
            Fail(error, ErrorCode.Unexpected, exception.Message, null, null, Advice(verbosity));

        if (verbosity >= Verbosity.Diagnostic) error.WriteRaw(exception.ToString());
    }

    /// <summary>What happened is red, what to do about it stands out from why it did: a reader in haste wants these two.</summary>
    private static void Fail(IAnsiConsole error, ErrorCode code, string what, string? where, string? why, string? advice)
    {
        error.WriteText($"error {code.ToText()}: {what}", style: Red);
        if (where is not null) error.WriteText("  where: " + where, Indent);
        if (why is not null) error.WriteText("  why:   " + why, Indent);
        if (advice is not null) error.WriteText("  do:    " + advice, Indent, Bold);
    }

    private static string Advice(Verbosity verbosity) =>
        verbosity >= Verbosity.Diagnostic
            ? "Report this defect of PgClone with the lines below."
            : "Report this defect of PgClone; --verbosity diagnostic shows where it happened.";
}
