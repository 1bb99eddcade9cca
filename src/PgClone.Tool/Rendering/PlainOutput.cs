using System.Text;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>A file, a pipe or a build server's log: lines as they are, never wrapped, without colours.</summary>
internal sealed class PlainOutput(TextWriter writer) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => false;

    public int Width => 10_000;

    public int Height => 80;

    public static IAnsiConsole CreateConsole(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new PlainOutput(writer),
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });

    public void SetEncoding(Encoding encoding)
    {
        // The writer's own stays.
    }
}
