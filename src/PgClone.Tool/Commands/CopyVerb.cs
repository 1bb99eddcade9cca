using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class CopyVerb : Verb
{
    private readonly Argument<string> _name = new("name") { HelpName = ":name", Description = "The copy's name; the colon is optional." };
    private readonly Option<string?> _database = new("--database") { HelpName = "name", Description = "The database to copy. Default: the setting 'database'." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Replaces a copy of that name; what PgClone did not make is never replaced." };
    private readonly Option<bool> _endSessions = new("--end-sessions") { Description = "Ends the sessions on the database that is copied." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Copies nothing, and says in which way it would be done and how much it is." };

    public CopyVerb(ToolHost host, CommonOptions common)
        : base("copy", "Copies a database on its server, for 'restore :name' to bring back in seconds.", host, common)
    {
        Add(_name);
        Add(_database);
        Add(_replace);
        Add(_endSessions);
        Add(_dryRun);
        common.AddConnectionTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone copy :before_upgrade", "Copies the configured database."),
        new("pgclone copy :before_upgrade --replace", "Makes that copy anew."),
        new("pgclone copy :nightly --dry-run", "Says how the server would copy, and how much."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = new CopyOptions
        {
            Name = parse.GetRequiredValue(_name),
            Database = parse.GetValue(_database),
            Connection = GetConnection(parse),
            Replace = parse.GetValue(_replace),
            EndSessions = parse.GetValue(_endSessions),
            DryRun = parse.GetValue(_dryRun),
        };
        var result = await RunEngineAsync(parse, cloner => cloner.CopyAsync(options, cancellationToken)).ConfigureAwait(false);

        Host.Out.WriteRaw(":" + result.Name);
        if (GetVerbosity(parse) < Verbosity.Normal) return;

        var what = $"{result.Database}, {Quantity.Bytes(result.Bytes)}, by {result.Strategy}";
        Messages.Tell(Host.Error, result.IsMade ? $"Copied {what} in {Quantity.Seconds(result.Elapsed)}." : $"Would copy {what}: {result.Reason}.");
    }
}
