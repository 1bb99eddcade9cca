using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>The code blocks of README.md, and of the engine's own, that have a name: <c>&lt;!-- snippet: cake --&gt;</c> stands before the fence.</summary>
internal static partial class Readme
{
    private static readonly string[] Files = ["README.md", "src/PgClone.Core/README.md"];
    private static readonly Lazy<Dictionary<string, string>> Blocks = new(Read);

    public static IReadOnlyCollection<string> Names => Blocks.Value.Keys;

    public static string Snippet(string name) => Blocks.Value[name];

    private static Dictionary<string, string> Read() =>
        Files.SelectMany(file => SnippetPattern().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, file))))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);

    [GeneratedRegex(@"^<!-- snippet: (?<name>[\w-]+) -->\s+```\w*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SnippetPattern();
}
