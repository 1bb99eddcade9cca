namespace PgClone.Tool.Commands;

/// <summary>
/// What each shell needs to ask the tool itself for completions, through the parser's <c>[suggest]</c> directive: no other tool is needed. What
/// the tool answers is only compared and quoted, never evaluated: the names of databases are other people's.
/// </summary>
internal static class CompletionScript
{
    private const string Bash = """
        _pgclone() {
            local line=${COMP_LINE:0:COMP_POINT} word
            local current=${line##*[[:space:]]}
            [[ $line == *[[:space:]]* ]] && line=${line#*[[:space:]]}
            COMPREPLY=()
            while IFS= read -r word; do
                word=${word%$'\r'}
                [[ $word == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
            done < <(pgclone "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -F _pgclone pgclone
        """;

    private const string Zsh = """
        #compdef pgclone
        _pgclone() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found
            found=("${(@f)$(pgclone "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- "${found[@]}"
        }
        compdef _pgclone pgclone
        """;

    private const string Fish = """
        function __pgclone_complete
            set -l line (commandline -cp | string replace -r '^\s*\S+\s?' '')
            pgclone "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c pgclone -f -a '(__pgclone_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName pgclone -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $text = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
            $line = $text.Substring(0, $cursorPosition - $commandAst.Extent.StartOffset) -replace '^\S+\s?', ''
            pgclone "[suggest:$($line.Length)]" "$line" 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
