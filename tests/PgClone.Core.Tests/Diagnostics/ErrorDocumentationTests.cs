using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Diagnostics;

public sealed partial class ErrorDocumentationTests
{
    [Fact]
    public async Task Describes_every_error_code_and_no_other_in_order()
    {
        var documentation = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "errors.md"), TestContext.Current.CancellationToken);

        var described = Heading().Matches(documentation).Select(match => match.Groups[1].Value);

        Assert.Equal(Enum.GetValues<ErrorCode>().Order().Select(code => code.ToText()), described);
    }

    [Fact]
    public async Task Says_something_about_each_code()
    {
        var documentation = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "errors.md"), TestContext.Current.CancellationToken);

        var sections = Heading().Split(documentation).Skip(1).Chunk(2).Select(section => section[1].Trim());

        Assert.All(sections, section => Assert.True(section.Length > 80, section));
    }

    [GeneratedRegex(@"^## (PGC\d{4})\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
