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

    private CommandHook Command(string? input) => new("c", ["true"], _folder.Path) { Inputs = input is null ? null : [input] };

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        await File.WriteAllTextAsync(_folder[path], text, Token);
    }
}
