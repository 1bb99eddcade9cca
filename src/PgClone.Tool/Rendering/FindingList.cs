using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What an examination found, a line each; what is not as it should be stands out.</summary>
internal static class FindingList
{
    private static readonly Style Red = new(Color.Red);
    private static readonly Style Yellow = new(Color.Yellow);

    public static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        const int width = 8;
        var subjects = findings.Max(finding => finding.Subject.Length);
        foreach (var finding in findings)
        {
            var head = finding.State.ToString().ToLowerInvariant().PadRight(width) + finding.Subject.PadRight(subjects) + "  ";
            console.WriteText(head + finding.What, head.Length, finding.State switch { FindingState.Problem => Red, FindingState.Warning => Yellow, _ => default(Style?) });
            if (finding.Advice is not null) console.WriteText(new string(' ', head.Length) + "do: " + finding.Advice, head.Length + "do: ".Length);
        }
    }
}
