using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class PruneVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "Only the dumps of this database.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _last = new("--keep-last") { Description = "Keeps so many of the newest dumps of each database and dump configuration.", HelpName = "number" };
    private readonly Option<int?> _daily = new("--keep-daily") { Description = "Keeps the newest dump of each day, for so many days.", HelpName = "number" };
    private readonly Option<int?> _weekly = new("--keep-weekly") { Description = "Keeps the newest dump of each week, for so many weeks.", HelpName = "number" };
    private readonly Option<int?> _monthly = new("--keep-monthly") { Description = "Keeps the newest dump of each month, for so many months.", HelpName = "number" };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = $"Deletes only what is older: {Age.Expected}.", HelpName = "age" };
    private readonly Option<bool> _apply = new("--apply") { Description = "Deletes. Without it the command only shows what it would delete." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only shows what would be deleted, as without --apply." };
    private readonly ChoiceOptions<RestoreChoices> _choices = new([RestoreOptionList.DumpConfig]);

    public PruneVerb(ToolHost host, CommonOptions common)
        : base("prune", "Deletes dumps that no rule keeps; only shows them unless --apply is given.", host, common)
    {
        _database.CompleteDatabases(host, common);
        Add(_database);
        Add(_last);
        Add(_daily);
        Add(_weekly);
        Add(_monthly);
        Add(_olderThan);
        Add(_apply);
        Add(_dryRun);
        Validators.Add(result =>
        {
            if (result.GetValue(_apply) && result.GetValue(_dryRun)) result.AddError("--apply and --dry-run exclude each other.");
        });
        _choices.AddTo(this);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone prune --keep-last 5", "Shows which dumps are not among the five newest of their database."),
        new("pgclone prune shop --keep-daily 7 --keep-weekly 4 --apply", "Deletes the dumps of shop but one of each of seven days and four weeks."),
        new("pgclone prune --older-than 30d --apply", "Deletes what is older than thirty days."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = new PruneOptions
        {
            Database = parse.GetValue(_database),
            DumpConfig = _choices.Read(parse, new RestoreChoices()).DumpConfig,
            Storage = GetStorage(parse),
            KeepLast = parse.GetValue(_last),
            KeepDaily = parse.GetValue(_daily),
            KeepWeekly = parse.GetValue(_weekly),
            KeepMonthly = parse.GetValue(_monthly),
            OlderThan = parse.GetValue(_olderThan) is { } age ? Age.Parse(age, _olderThan.Name) : null,
            Apply = parse.GetValue(_apply),
        };
        var dumps = await RunEngineAsync(parse, cloner => cloner.PruneAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, dumps);
        else
            PruneSummary.Write(Host.Out, dumps, DateTimeOffset.UtcNow);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, PruneSummary.Sentence(dumps, options.Apply));
    }
}
