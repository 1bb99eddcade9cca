using System.Text.RegularExpressions;
using PgClone.MSBuild;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Properties that would be passed over in silence are errors that name the right one, and never show the value.</summary>
public sealed partial class MSBuildPropertyTests(PackageFeed feed, ShopStore store) : MSBuildHostTests(feed, store)
{
    private const string Value = "Host=secret-value";

    [Theory]
    [InlineData("PgCloneConnection", "PgCloneConnectionVariable")]
    [InlineData("PgCloneConnectionString", "PgCloneConnectionVariable")]
    [InlineData("PgCloneRestoredKey", "PgCloneDumpKey")]
    [InlineData("PgCloneDatabse", "Did you mean PgCloneDatabase?")]
    [InlineData("PgCloneExclude", "<PgCloneExclude Include=")]
    public async Task A_property_of_the_command_line_that_means_nothing_is_an_error(string property, string right)
    {
        WriteBuild();

        var run = await RunAsync("dotnet", "build", "-t:PgCloneRestore", $"-p:{property}={Value}");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"error PGC0001: .*{property}\b.*{Regex.Escape(right)}", run.Output);
        Assert.DoesNotContain(Value, run.Output, StringComparison.Ordinal);
        Assert.False(await TestServer.ExistsAsync(Target));
    }

    [Fact]
    public async Task A_property_of_a_project_that_means_nothing_is_an_error_at_its_line()
    {
        WriteOnBuild($"<PgCloneConnection>{Value}</PgCloneConnection>");

        var run = await RunAsync("dotnet", "build");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"app\.csproj\(\d+\): error PGC0001: There is no property PgCloneConnection\..*PgCloneConnectionVariable", run.Output);
        Assert.DoesNotContain(Value, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PgCloneVersion")]
    [InlineData("PgCloneFolderOfMine")]
    [InlineData("pgclonedatabase")]
    [InlineData("Database")]
    public void A_property_of_somebody_else_is_nobodys_business(string property) => Assert.Null(PropertyNames.Complaint(property));

    [Fact]
    public void Every_name_that_the_targets_use_is_known()
    {
        var targets = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "src", "PgClone.MSBuild", "build", "PgClone.MSBuild.targets"));

        Assert.Equal(PropertyNames.Properties.Order(), Names(PropertyPattern(), targets));
        Assert.Equal(PropertyNames.Items.Order(), Names(ItemPattern(), targets));
        Assert.Equal(PropertyNames.Outputs.Order(), Names(OutputPattern(), targets));
    }

    private static IEnumerable<string> Names(Regex pattern, string text) => pattern.Matches(text).Select(match => match.Groups["name"].Value).Distinct().Order();

    [GeneratedRegex(@"\$\(PgClone(?<name>\w+)\)")]
    private static partial Regex PropertyPattern();

    [GeneratedRegex(@"@\(PgClone(?<name>\w+)")]
    private static partial Regex ItemPattern();

    [GeneratedRegex(@"^ +<PgClone(?<name>(Connection|Restored)\w+)>|PropertyName=""PgClone(?<name>\w+)""", RegexOptions.Multiline)]
    private static partial Regex OutputPattern();
}
