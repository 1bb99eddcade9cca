using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class CompletionsVerb : Verb
{
    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh.", HelpName = "shell" };

    public CompletionsVerb(ToolHost host, CommonOptions common)
        : base("completions", "Prints a script that lets a shell complete commands, options, databases and dump keys.", host, common)
    {
        _shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        Add(_shell);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("eval \"$(pgclone completions bash)\"", "In ~/.bashrc."),
        new("source <(pgclone completions zsh)", "In ~/.zshrc, after compinit."),
        new("pgclone completions fish | source", "In ~/.config/fish/config.fish."),
        new("pgclone completions pwsh | Out-String | Invoke-Expression", "In the PowerShell profile."),
    ];

    protected override Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        Host.Out.WriteRaw(CompletionScript.For(parse.GetRequiredValue(_shell)));
        return Task.CompletedTask;
    }
}
