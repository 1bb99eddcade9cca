using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class RestoreVerb : Verb
{
    private readonly Argument<string?> _source = new("dump key or database")
    {
        Description = "A dump key as 'pgclone ls' lists them, a database's name for its latest dump, or :name for a database on the server (:previous, :current). Default: the target's latest dump.",
        HelpName = "dump key or database",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "The database to restore into. Default: the setting 'database', else the one that was dumped.",
        HelpName = "name",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only says what would be restored, replaced and left out, who is connected, and what stands in the way. Changes nothing." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Replaces a database on another machine's server without asking. Asked is only on a terminal." };

    private readonly ChoiceOptions<RestoreChoices> _choices = new(RestoreOptionList.All);

    public RestoreVerb(ToolHost host, CommonOptions common)
        : base("restore", "Restores a dump beside the live database, runs the pre-swap hooks and swaps the result in.", host, common)
    {
        _source.CompleteDumps(host, common);
        Add(_source);
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        _choices.AddTo(this);
        Add(_dryRun);
        Add(_yes);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone restore shop", "Restores the newest dump of shop in the place of the database shop."),
        new("pgclone restore shop --database shop_test", "Restores it under another name."),
        new("pgclone restore :previous --reversible", "Goes back to what the database was before the last reversible restore, and can do so again."),
        new("pgclone restore shop --dry-run", "Says what that would do, and changes nothing."),
        new("pgclone restore shop --exclude audit_log --jobs 4", "Leaves out the rows of a table, and uses four connections."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = GetOptions(parse);
        if (parse.GetValue(_dryRun))
        {
            await PreviewAsync(parse, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!parse.GetValue(_yes)) await ConfirmAsync(parse, options, cancellationToken).ConfigureAwait(false);
        var result = await RunEngineAsync(parse, cloner => cloner.RestoreAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            RestoreSummary.Write(Host.Out, result);
    }

    private async Task PreviewAsync(ParseResult parse, RestoreOptions options, CancellationToken cancellationToken)
    {
        var preview = await RunEngineAsync(parse, cloner => cloner.PreviewRestoreAsync(options, cancellationToken)).ConfigureAwait(false);
        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, preview);
        else
            PreviewSummary.Write(Host.Out, preview);
        if (preview.Obstacles.Count > 0)
            throw new PgCloneException(ErrorCode.ProblemsFound, "The restore would be refused.", advice: "What stands in its way is told above, with what to do about it.");
    }

    /// <summary>Asks who sits at the terminal before a database of another machine is replaced.</summary>
    private async Task ConfirmAsync(ParseResult parse, RestoreOptions options, CancellationToken cancellationToken)
    {
        if (Host.Ask is not { } ask || !await RunEngineAsync(parse, cloner => Task.FromResult(cloner.MayGoElsewhere(options))).ConfigureAwait(false)) return;

        var preview = await RunEngineAsync(parse, cloner => cloner.PreviewRestoreAsync(options, cancellationToken)).ConfigureAwait(false);
        if (preview is { IsLocalServer: true } or { Replaced: null } or { IsUnchanged: true } or { Obstacles.Count: > 0 }) return;

        var answer = await ask($"{PreviewSummary.WhatIsReplaced(preview)} Go on? [y/N] ", cancellationToken).ConfigureAwait(false);
        if (answer.ToUpperInvariant() is not ("Y" or "YES"))
            throw new PgCloneException(ErrorCode.NotConfirmed, "Nothing was restored.", advice: "Answer y to go on, or give --yes.");
    }

    internal RestoreOptions GetOptions(ParseResult parse)
    {
        var options = new RestoreOptions
        {
            Source = parse.GetValue(_source),
            Database = parse.GetValue(_database),
            Connection = GetConnection(parse),
            Storage = GetStorage(parse),
            Config = parse.GetValue(Common.Config),
        };
        return (RestoreOptions)_choices.Read(parse, options);
    }
}
