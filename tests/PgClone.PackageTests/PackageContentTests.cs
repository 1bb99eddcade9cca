using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>What is in the packages beside what runs: what somebody sees who looks for one, and what a debugger and an editor need.</summary>
public sealed partial class PackageContentTests(PackageFeed feed)
{
    public static TheoryData<string> Packages => ["Cake.PgClone", "PgClone.Core", "PgClone.MSBuild", "PgClone.S3", "PgClone.Testcontainers", "PgClone.Tool", "PgClone.Xunit", "PgClone.Xunit.V2"];

    [Fact]
    public void These_are_all_packages() =>
        Assert.Equal(
            Packages.Select(row => $"{row.Data}.{feed.Version}.nupkg"),
            Directory.EnumerateFiles(feed.Folder, "*.nupkg").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Says_what_it_is(string id)
    {
        await using var package = await OpenAsync(id);
        var metadata = XDocument.Parse(await ReadAsync(package, id + ".nuspec")).Root!.Elements().Single(e => e.Name.LocalName == "metadata");

        Assert.Equal("MIT", Value("license"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEmpty(Value("description"));
        Assert.NotEmpty(Value("tags"));

        string Value(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value ?? "";
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Has_the_icon(string id)
    {
        await using var package = await OpenAsync(id);

        var icon = await ReadBytesAsync(package, "icon.png");

        Assert.Equal([0x89, .. "PNG\r\n\x1a\n"u8], icon[..8]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);
    }

    /// <summary>Its code is run where it stands first: README.md and the pages in docs are.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Has_a_readme_of_its_own_whose_code_and_links_hold(string id)
    {
        await using var package = await OpenAsync(id);
        var folder = Path.Combine(RepositoryPaths.Root, "src", id);
        var known = Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md").Prepend(Path.Combine(RepositoryPaths.Root, "README.md"))
            .Select(File.ReadAllText).Append(Readme.Snippet("engine")).ToList();

        var readme = await ReadAsync(package, "README.md");

        Assert.StartsWith($"# {id}\n", readme, StringComparison.Ordinal);
        Assert.All(CodeBlock().Matches(readme), block => Assert.Contains(known, text => text.Contains(block.Groups["code"].Value, StringComparison.Ordinal)));
        Assert.NotEmpty(Link().Matches(readme));
        Assert.All(Link().Matches(readme), link => Assert.True(File.Exists(Path.Combine(folder, link.Groups["to"].Value)), link.Value));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Has_symbols_in_each_assembly_of_ours(string id)
    {
        await using var package = await OpenAsync(id);
        var assemblies = package.Entries.Where(entry => OurAssembly().IsMatch(entry.Name)).ToList();

        Assert.NotEmpty(assemblies);
        foreach (var assembly in assemblies)
        {
            using var reader = new PEReader(new MemoryStream(await ReadBytesAsync(package, assembly.FullName)));
            Assert.True(
                reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb),
                $"{assembly.FullName} has no symbols.");
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Has_the_documentation_of_each_assembly_that_code_is_compiled_against(string id)
    {
        await using var package = await OpenAsync(id);
        var assemblies = package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal));

        foreach (var assembly in assemblies) Assert.Contains("<summary>", await ReadAsync(package, Path.ChangeExtension(assembly, ".xml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_has_the_schema_of_its_configuration()
    {
        await using var package = await OpenAsync("PgClone.Tool");

        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "pgclone.schema.json"), TestContext.Current.CancellationToken),
            await ReadAsync(package, "pgclone.schema.json"));
    }

    private async Task<ZipArchive> OpenAsync(string id) =>
        await ZipFile.OpenReadAsync(Path.Combine(feed.Folder, $"{id}.{feed.Version}.nupkg"), TestContext.Current.CancellationToken);

    private static async Task<byte[]> ReadBytesAsync(ZipArchive package, string name)
    {
        var entry = package.GetEntry(name);
        Assert.True(entry is not null, $"The package has no {name}.");
        await using var stream = await entry.OpenAsync(TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(new MemoryStream(await ReadBytesAsync(package, name)));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"^```\w*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<to>[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(Cake\.)?PgClone(\.\w+)*\.dll$")]
    private static partial Regex OurAssembly();
}
