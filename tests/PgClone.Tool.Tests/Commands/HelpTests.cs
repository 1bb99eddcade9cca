namespace PgClone.Tool.Commands;

public sealed class HelpTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_bare_command_prints_what_its_help_prints()
    {
        var bare = await _workspace.RunAsync();
        var help = await _workspace.RunAsync("--help");

        Assert.Equal((0, help.Output, ""), (bare.ExitCode, bare.Output, bare.Errors));
        Assert.Contains("  restore", bare.Output);
    }

    [Theory]
    [InlineData("dump")]
    [InlineData("ls")]
    [InlineData("inspect")]
    [InlineData("verify")]
    [InlineData("prune")]
    [InlineData("push")]
    [InlineData("pull")]
    [InlineData("update")]
    [InlineData("restore")]
    [InlineData("completions")]
    [InlineData("server", "status")]
    public async Task Explains_a_command_with_examples(params string[] command)
    {
        var help = await _workspace.RunAsync(["help", .. command]);
        var option = await _workspace.RunAsync([.. command, "--help"]);

        Assert.Equal((0, option.Output, ""), (help.ExitCode, help.Output, help.Errors));
        Assert.Contains($"Examples:{Environment.NewLine}", help.Output);
        Assert.Matches($@"Examples:[\s\S]*pgclone {string.Join(' ', command)}", help.Output);
    }

    [Fact]
    public void Every_example_can_be_parsed()
    {
        var host = ToolHost.OfThisProcess();
        var examples = PgCloneCommand.Create(host).Subcommands.SelectMany(command => command.Subcommands.Prepend(command)).OfType<Verb>().SelectMany(verb => verb.Examples).ToList();

        Assert.NotEmpty(examples);
        foreach (var example in examples.Select(example => example.CommandLine).Where(line => line.StartsWith("pgclone ", StringComparison.Ordinal) && !line.Contains('|')))
            Assert.Empty(PgCloneCommand.Create(host).Parse(example["pgclone ".Length..].Split(' ')).Errors);
    }

    [Fact]
    public async Task Names_the_nearest_command_where_there_is_none_to_explain()
    {
        var result = await _workspace.RunAsync("help", "restor");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: There is no command 'restor'. The nearest is 'restore'.", result.Errors);
    }

    [Theory]
    [InlineData("pgclone res", "restore")]
    [InlineData("pgclone server sta", "start status")]
    [InlineData("pgclone restore --on-e", "--on-error")]
    [InlineData("pgclone restore --on-error ", "continue stop")]
    [InlineData("pgclone restore sh", "shop")]
    [InlineData("pgclone restore shop/", "shop/2026_11_22_09_30_00_000000.default.dump")]
    [InlineData("pgclone verify shop/", "shop/2026_11_22_09_30_00_000000.default.dump")]
    [InlineData("pgclone prune sh", "shop")]
    [InlineData("pgclone update sh", "shop")]
    [InlineData("pgclone ls od", @"odd\ \$\(touch\ seen\)")]
    public async Task Bash_completes_commands_options_databases_and_keys(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "bash is looked for elsewhere.");
        _workspace.AddDump("shop/2026_11_22_09_30_00_000000.default.dump");
        _workspace.AddDump("odd $(touch seen)/2026_11_22_09_30_00_000000.default.dump");

        var result = await _workspace.RunBashAsync($"""
            source <(pgclone completions bash)
            COMP_LINE='{line}' COMP_POINT={line.Length}
            _pgclone
            echo "$COMP_LINE: $(complete -p pgclone)"
            echo "$(printf '%s\n' "{"${COMPREPLY[@]}"}" | grep -v '^--help\|^-h\|^-?' | sort | paste -sd ' ')"
            """);

        Assert.Equal($"{line}: complete -F _pgclone pgclone\n{expected}\n", result.EnsureSuccess());
        Assert.False(File.Exists(Path.Combine(_workspace.Folder, "seen")));
    }

    [Theory]
    [InlineData("zsh", "compdef _pgclone pgclone")]
    [InlineData("fish", "complete -c pgclone")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Prints_a_script_for_each_shell(string shell, string sign)
    {
        var result = await _workspace.RunAsync("completions", shell);

        Assert.Contains(sign, result.EnsureSuccess());
    }

    [Fact]
    public async Task Knows_no_other_shell() => Assert.Equal(2, (await _workspace.RunAsync("completions", "tcsh")).ExitCode);
}
