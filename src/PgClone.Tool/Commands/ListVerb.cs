using System.CommandLine;
using System.Globalization;
using PgClone.Storage;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ListVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "Only the dumps of this database. With --local: the one whose server is meant, where pgclone.json names several.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _onlyDatabaseNames = new("--only-db-names", "--databases") { Description = "Only the names of the databases that have dumps." };
    private readonly Option<bool> _instances = new("--instances") { Description = "Only the names of the instances that have dumps." };
    private readonly Option<bool> _configs = new("--configs") { Description = "Only the names of the configurations that dumps were made with." };
    private readonly Option<bool> _local = new("--local") { Description = "The server's own databases instead of dumps, each as :name." };

    private readonly Option<int?> _limit = new("--limit") { Description = "Only so many of the newest dumps.", HelpName = "count" };

    public ListVerb(ToolHost host, CommonOptions common)
        : base("ls", "Lists the dumps in the store, newest first: a table on a terminal, bare keys in a pipe.", host, common)
    {
        _database.CompleteDatabases(host, common);
        Add(_database);
        Add(_onlyDatabaseNames);
        Add(_instances);
        Add(_configs);
        Add(_local);
        Add(_limit);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Format);
        _limit.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var count) && count < 1)
                result.AddError("--limit must be a whole number of at least 1.");
        });
        Validators.Add(result =>
        {
            Option<bool>[] kinds = [_onlyDatabaseNames, _instances, _configs, _local];
            if (kinds.Count(result.GetValue) > 1)
                result.AddError("Only one of --only-db-names, --instances, --configs and --local can be given.");
            if (kinds.Any(result.GetValue) && result.GetResult(_limit) is not null) result.AddError("--limit counts dumps, and only goes with a list of dumps.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone ls", "Lists all dumps, newest first."),
        new("pgclone ls shop --limit 1", "Shows the newest dump of shop."),
        new("pgclone ls --local", "Lists the databases on the server."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var listing = new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow);
        if (parse.GetValue(_local))
        {
            var (connection, database) = (GetConnection(parse), parse.GetValue(_database));
            listing.Write(await RunEngineAsync(parse, cloner => cloner.ListLocalAsync(connection, database, cancellationToken)).ConfigureAwait(false));
            return;
        }

        var options = new ListOptions { Database = parse.GetValue(_database), Storage = GetStorage(parse) };
        var dumps = await RunEngineAsync(parse, cloner => cloner.ListAsync(options, cancellationToken)).ConfigureAwait(false);
        if (GetNamePart(parse) is { } part)
            listing.Write(dumps.Select(dump => part(dump.Key)).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        else
            listing.Write([.. dumps.Take(parse.GetValue(_limit) ?? int.MaxValue)], dumps.Count);
    }

    private Func<DumpKey, string?>? GetNamePart(ParseResult parse) =>
        parse.GetValue(_onlyDatabaseNames) ? key => key.Database
        : parse.GetValue(_instances) ? key => key.Instance
        : parse.GetValue(_configs) ? key => key.Config
        : null;
}
