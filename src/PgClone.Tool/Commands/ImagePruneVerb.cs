using System.CommandLine;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImagePruneVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "Only the images of dumps of this database.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _last = new("--keep-last") { Description = "Keeps so many of the images of each database, platform and PostgreSQL version that were made last.", HelpName = "number" };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = $"Deletes only what is older: {Age.Expected}.", HelpName = "age" };
    private readonly Option<bool> _apply = new("--apply") { Description = "Deletes. Without it the command only shows what it would delete." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only shows what would be deleted, as without --apply." };

    public ImagePruneVerb(ToolHost host, CommonOptions common)
        : base("prune", "Deletes images in the store that no rule keeps or whose dump is gone, and what killed processes left; only shows them unless --apply is given.", host, common)
    {
        Add(_database);
        Add(_last);
        Add(_olderThan);
        Add(_apply);
        Add(_dryRun);
        Validators.Add(result =>
        {
            if (result.GetValue(_apply) && result.GetValue(_dryRun)) result.AddError("--apply and --dry-run exclude each other.");
        });
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image prune", "Shows which images in the store have no dump any more."),
        new("pgclone image prune --keep-last 3 --older-than 30d --apply", "Deletes what is older than thirty days, but for the last three of each kind."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = new ImagePruneOptions
        {
            Database = parse.GetValue(_database),
            Storage = GetStorage(parse),
            KeepLast = parse.GetValue(_last),
            OlderThan = parse.GetValue(_olderThan) is { } age ? Age.Parse(age, _olderThan.Name) : null,
            Apply = parse.GetValue(_apply),
        };
        var images = await RunEngineAsync(parse, cloner => cloner.PruneImagesAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, images);
        else
            ImagePruneSummary.Write(Host.Out, images, DateTimeOffset.UtcNow);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, ImagePruneSummary.Sentence(images, options.Apply));
    }
}
