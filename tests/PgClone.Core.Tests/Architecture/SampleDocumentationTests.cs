using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Architecture;

/// <summary>What a page shows as part of a sample stands in that sample, which the package tests compile and run: <c>&lt;!-- sample: nunit/OrderTests.cs --&gt;</c> before the fence.</summary>
public sealed partial class SampleDocumentationTests
{
    private static readonly string Samples = Path.Combine(RepositoryPaths.Root, "samples", "testing");

    private static readonly string[] Pages = ["testing.md", "clones.md"];

    public static TheoryData<string, string, string> Snippets =>
        [.. Pages.SelectMany(page => Snippet().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", page)))
            .Select(match => new TheoryDataRow<string, string, string>(page, match.Groups["file"].Value, match.Groups["code"].Value)))];

    [Theory]
    [MemberData(nameof(Snippets), DisableDiscoveryEnumeration = true)]
    public void Stands_in_the_sample(string page, string file, string code) =>
        Assert.True(
            Unindented(File.ReadAllText(Path.Combine(Samples, file))).Contains(Unindented(code), StringComparison.Ordinal),
            $"docs/{page} shows what samples/testing/{file} does not have:\n{code}");

    [Fact]
    public void Every_block_of_code_is_of_a_sample()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "testing.md"));

        Assert.Equal(Snippet().Count(text), text.Split("```csharp\n").Length - 1);
    }

    /// <summary>A page shows a part of a method without its indentation.</summary>
    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"^<!-- sample: (?<file>[\w/.-]+) -->\n```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
