using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ConfigShowVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "The database, by its name or as pgclone.json calls it, that it is shown for.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ChoiceOptions<RestoreChoices> _choices = new(RestoreOptionList.All);

    public ConfigShowVerb(ToolHost host, CommonOptions common)
        : base("show", "Shows every setting and choice, and where it comes from: an option, a variable, file and line, or the default. Passwords are left out.", host, common)
    {
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        _choices.AddTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone config show", "Shows what a dump or restore would go by, and why."),
        new("pgclone config show shop --config nightly", "Shows it for one database and a named configuration."),
    ];

    protected override Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = new RestoreOptions
        {
            Database = parse.GetValue(_database), Connection = GetConnection(parse), Storage = GetStorage(parse), Config = parse.GetValue(Common.Config),
        };
        var report = new ConfigurationReport(LoadSettings(parse), Host.Environment, (RestoreOptions)_choices.Read(parse, options), GetConnectionOrigin(parse));

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, report);
        else
            ConfigurationTable.Write(Host.Out, report);
        return Task.CompletedTask;
    }
}
