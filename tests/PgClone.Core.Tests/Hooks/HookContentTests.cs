using PgClone.Diagnostics;

namespace PgClone.Hooks;

public sealed class HookContentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_not_known_of_a_program_or_delegate_that_does_not_say()
    {
        Assert.Null(await Command(null).ReadContentAsync(Token));
        Assert.Null(await new DelegateHook("d", (_, _) => Task.CompletedTask).ReadContentAsync(Token));
        Assert.Null(await new SqlFileHook("s", _folder["none.sql"]).ReadContentAsync(Token));
    }

    [Theory]
    [InlineData("Migrations")]
    [InlineData("Migrations/*.cs")]
    [InlineData("**/*.cs")]
    [InlineData("Migrations/**/1.*")]
    [InlineData("Migrations/1.cs")]
    public async Task Of_a_program_changes_with_the_content_of_its_inputs(string input)
    {
        await WriteAsync("Migrations/1.cs", "one");
        var before = await Command(input).ReadContentAsync(Token);
        var again = await Command(input).ReadContentAsync(Token);

        await WriteAsync("Migrations/1.cs", "two");

        Assert.Equal(before, again);
        Assert.NotEqual(before, await Command(input).ReadContentAsync(Token));
    }

    [Fact]
    public async Task Of_a_program_changes_with_files_that_come_or_are_renamed_and_with_its_command_line()
    {
        await WriteAsync("in/1.cs", "one");
        var contents = new List<string?> { await Command("in").ReadContentAsync(Token) };
        await WriteAsync("in/deep/2.cs", "two");
        contents.Add(await Command("in").ReadContentAsync(Token));
        File.Move(_folder["in/deep/2.cs"], _folder["in/deep/3.cs"]);
        contents.Add(await Command("in").ReadContentAsync(Token));
        contents.Add(await new CommandHook("c", ["true", "--more"], _folder.Path) { Inputs = ["in"] }.ReadContentAsync(Token));
        contents.Add(await new CommandHook("c", ["true --more"], _folder.Path) { Inputs = ["in"] }.ReadContentAsync(Token));

        Assert.Equal(contents.Count, contents.Distinct().Count());
    }

    [Fact]
    public async Task Does_not_change_with_what_builds_and_editors_write_nor_with_the_folder_it_is_in()
    {
        await WriteAsync("a/src/1.cs", "one");
        await WriteAsync("b/src/1.cs", "one");
        await WriteAsync("b/src/obj/made.cs", "made");
        await WriteAsync("b/src/bin/made.dll", "made");
        await WriteAsync("b/src/.vs/state", "made");

        Task<string?> In(string folder) => new CommandHook("c", ["true"], _folder[folder]) { Inputs = ["src"] }.ReadContentAsync(Token);

        Assert.Equal(await In("a"), await In("b"));
    }

    [Theory]
    [InlineData("Migratoins")]
    [InlineData("none/*.cs")]
    [InlineData("none/**/*.cs")]
    public async Task Refuses_an_input_that_matches_no_file(string input)
    {
        var e = await Assert.ThrowsAsync<PgCloneException>(() => Command(input).ReadContentAsync(Token));

        Assert.Equal(ErrorCode.InvalidConfiguration, e.Code);
        Assert.Contains($"'{input}'", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_read_of_a_definitions_inputs_and_those_of_an_sql_hook_are_refused()
    {
        await WriteAsync("in/1.cs", "one");

        var hook = HookFactory.Create("c", new HookDefinition { Command = ["true"], Inputs = ["in"] }, _folder.Path);

        Assert.NotNull(await hook.ReadContentAsync(Token));
        Assert.Throws<PgCloneException>(() => HookFactory.Create("s", new HookDefinition { Sql = "a.sql", Inputs = ["in"] }, _folder.Path));
    }

    [Theory]
    [InlineData("Shop")]
    [InlineData("Shop/Shop.csproj")]
    public async Task Of_a_project_with_ef_core_migrations_changes_with_its_files_and_with_more_inputs(string project)
    {
        await WriteAsync("Shop/Shop.csproj", "<Project />");
        await WriteAsync("Shop/Migrations/1.cs", "one");
        await WriteAsync("Shop/obj/made.cs", "made");
        await WriteAsync("Directory.Packages.props", "<Project />");
        Task<string?> ReadAsync() =>
            HookFactory.Create("ef", new HookDefinition { EfCore = project, Inputs = ["Directory.Packages.props"] }, _folder.Path).ReadContentAsync(Token);

        var contents = new List<string?> { await ReadAsync() };
        await WriteAsync("Shop/obj/made.cs", "made again");
        contents.Add(await ReadAsync());
        await WriteAsync("Shop/Migrations/1.cs", "two");
        contents.Add(await ReadAsync());
        await WriteAsync("Directory.Packages.props", "<Project></Project>");
        contents.Add(await ReadAsync());

        Assert.Equal(contents[0], contents[1]);
        Assert.Equal(3, contents.Distinct().Count());
    }

    [Fact]
    public async Task Of_a_bundle_changes_with_its_bytes()
    {
        await WriteAsync("efbundle", "one");
        var hook = HookFactory.Create("ef", new HookDefinition { EfBundle = "efbundle" }, _folder.Path);
        var before = await hook.ReadContentAsync(Token);

        await WriteAsync("efbundle", "two");

        Assert.NotEqual(before, await hook.ReadContentAsync(Token));
    }

    [Fact]
    public async Task Of_a_folder_changes_with_its_files_and_not_with_where_it_lies()
    {
        await WriteAsync("a/db/V1__one.sql", "one");
        await WriteAsync("b/db/V1__one.sql", "one");
        var before = HookContent.OfFolder(_folder["a/db"]);
        var elsewhere = HookContent.OfFolder(_folder["b/db"]);

        await WriteAsync("a/db/deep/V2__two.sql", "two");

        Assert.Equal(before, elsewhere);
        Assert.NotEqual(before, HookContent.OfFolder(_folder["a/db"]));
        Assert.Equal(ErrorCode.InvalidConfiguration, Assert.Throws<PgCloneException>(() => HookContent.OfFolder(_folder["none"])).Code);
    }

    [Fact]
    public void Of_an_assembly_is_the_same_each_time_and_another_ones_is_another()
    {
        var (tests, engine) = (typeof(HookContentTests).Assembly, typeof(HookContent).Assembly);

        Assert.Equal(HookContent.OfAssembly(tests), HookContent.OfAssembly(tests));
        Assert.NotEqual(HookContent.OfAssembly(tests), HookContent.OfAssembly(engine));
    }

    [Fact]
    public void Of_resources_names_each_with_its_hash()
    {
        var assembly = typeof(System.Text.RegularExpressions.Regex).Assembly;
        var resources = assembly.GetManifestResourceNames();

        var lines = HookContent.OfResources(assembly).Split('\n');

        Assert.NotEmpty(resources);
        Assert.Equal(resources.Order(StringComparer.Ordinal), lines.Select(line => line.Split(' ', 2)[1]));
        Assert.All(lines, line => Assert.Matches("^[0-9a-f]{64} ", line));
        Assert.Throws<ArgumentException>(() => HookContent.OfResources(typeof(HookContentTests).Assembly));
    }

    private CommandHook Command(string? input) => new("c", ["true"], _folder.Path) { Inputs = input is null ? null : [input] };

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        await File.WriteAllTextAsync(_folder[path], text, Token);
    }
}
