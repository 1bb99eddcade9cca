using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Breaks text between words. A word that is too long for a line, such as a dump key or a path, stands on one of its own, unbroken.</summary>
internal static class WordWrap
{
    public static IEnumerable<string> Lines(string text, int width, int indent)
    {
        var margin = new string(' ', indent);
        var isFirst = true;
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = isFirst ? "" : margin;
            var isEmpty = true;
            isFirst = false;
            if (line.Length + paragraph.GetCellWidth() <= width)
            {
                yield return line + paragraph;
                continue;
            }

            foreach (var word in paragraph.Split(' '))
            {
                if (!isEmpty && line.GetCellWidth() + 1 + word.GetCellWidth() > width)
                {
                    yield return line;
                    (line, isEmpty) = (word.GetCellWidth() + indent > width ? "" : margin, true);
                }

                line = isEmpty ? line + word : line + " " + word;
                isEmpty = false;
            }

            yield return line;
        }
    }
}
