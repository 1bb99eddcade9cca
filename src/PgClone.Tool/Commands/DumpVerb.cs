using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class DumpVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "The database to dump. Default: the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ChoiceOptions<DumpChoices> _choices = new(DumpOptionList.All);

    public DumpVerb(ToolHost host, CommonOptions common)
        : base("dump", "Dumps a database into the store and prints the dump's key.", host, common)
    {
        _database.CompleteDatabases(host, common);
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        _choices.AddTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone dump shop", "Dumps the database shop into the store and prints the dump's key."),
        new("key=$(pgclone dump shop --connection-variable SHOP_DB)", "Takes the server, and its password, from an environment variable."),
        new("pgclone dump shop --exclude audit_log", "Leaves out the rows of a table."),
        new("pgclone dump shop --exclude-schema 'tmp_*' --no-large-objects", "Leaves out schemas, with what depends on them, and large objects."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = GetOptions(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.DumpAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
        {
            JsonOutput.Write(Host.Out, result);
            return;
        }

        Host.Out.WriteRaw(result.Key.Value);
        if (GetVerbosity(parse) >= Verbosity.Normal)
            Messages.Tell(Host.Error, $"Dumped {result.Key.Database}: {Quantity.Bytes(result.Bytes)} in {Quantity.Seconds(result.Elapsed)}.");
    }

    internal DumpOptions GetOptions(ParseResult parse)
    {
        var options = new DumpOptions
        {
            Database = parse.GetValue(_database),
            Connection = GetConnection(parse),
            Storage = GetStorage(parse),
            Config = parse.GetValue(Common.Config),
        };
        return (DumpOptions)_choices.Read(parse, options);
    }
}
