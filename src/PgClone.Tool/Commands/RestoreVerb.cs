using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class RestoreVerb : Verb
{
    private readonly Argument<string?> _source = new("dump key or database")
    {
        Description = "A dump key as 'pgclone ls' lists them, or a database's name for its latest dump. Default: the target's latest dump.",
        HelpName = "dump key or database",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "The database to restore into. Default: the setting 'database', else the one that was dumped.",
        HelpName = "name",
    };

    private readonly Option<string[]> _includeSchemas = Names("--include-schema", "schema", "Restore only this schema and what is in it; * and ? as wildcards.");

    private readonly Option<string[]> _excludeSchemas = Names("--exclude-schema", "schema", "Leave out this schema with what is in it and depends on it.");

    private readonly Option<string[]> _includeTables = Names("--include-table", "table", "Restore only this table: schema.table, with * and ?.");

    private readonly Option<string[]> _excludeTables = Names("--exclude-table", "table", "Leave out this table with what depends on it.");

    private readonly Option<string[]> _includeData = Names("--include-data", "table", "Restore only this table's rows; other tables stay empty.");

    private readonly Option<string[]> _skipSections = Names(
        "--skip-section", "data|post-data", "Leave out rows, large objects and sequence positions (data), or indexes, constraints and triggers (post-data).");

    private readonly Option<IReadOnlyDictionary<string, string>?> _roleMap = Map(
        "--map-role", "Use another role wherever ownership, privileges, policies and user mappings are restored.");

    private readonly Option<IReadOnlyDictionary<string, string>?> _tablespaceMap = Map(
        "--map-tablespace", "Use another tablespace; an empty new name is the database's own.");

    private readonly Option<string[]> _preSwapHooks = Names(
        "--pre-swap-hook", "hook", "Run this hook on the restored database before it is swapped in. Default: 'migrate', where it is defined.");

    private readonly Option<int?> _jobs = new("--jobs", "-j")
    {
        Description = "Connections to use at once. Default: one per processor, 2 to 8.",
        HelpName = "number",
        CustomParser = ParseJobs,
    };

    private readonly Option<string?> _engine = Choice(
        "--engine", "What restores. pg_restore, which has to be installed, is for archives that are too new for PgClone.", "native", "pg_restore");

    private readonly Option<string?> _onError = Choice(
        "--on-error", "What to do about an entry that fails; continue restores the rest and warns of each that failed.", "stop", "continue");

    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "How long to wait for another restore into the same database to end: 30s, 10m, 1h. Default: not at all.",
        HelpName = "time",
    };

    private readonly Option<bool?> _noOwner = Flag(
        "--no-owner", "Leave out ownership (the default). '--no-owner false' restores it; the roles have to exist.");

    private readonly Option<bool?> _noAcl = Flag(
        "--no-acl", "Leave out privileges (the default). '--no-acl false' restores them; the roles have to exist.");

    private readonly Option<bool?> _noComments = Flag("--no-comments", "Leave out comments.");

    private readonly Option<bool?> _noPublications = Flag("--no-publications", "Leave out publications.");

    private readonly Option<bool?> _noSubscriptions = Flag(
        "--no-subscriptions", "Leave out subscriptions (the default). '--no-subscriptions false' restores them, switched off.");

    private readonly Option<bool?> _noSecurityLabels = Flag("--no-security-labels", "Leave out security labels.");

    public RestoreVerb(ToolHost host, CommonOptions common)
        : base("restore", "Restores a dump beside the live database, runs the pre-swap hooks and swaps the result in.", host, common)
    {
        Add(_source);
        Add(common.DumpConfig);
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        Add(_includeSchemas);
        Add(_excludeSchemas);
        Add(_includeTables);
        Add(_excludeTables);
        Add(_includeData);
        Add(common.Exclude);
        Add(_skipSections);
        Add(_roleMap);
        Add(_tablespaceMap);
        Add(_preSwapHooks);
        Add(_jobs);
        Add(_engine);
        Add(_onError);
        Add(_wait);
        Add(_noOwner);
        Add(_noAcl);
        Add(_noComments);
        Add(_noPublications);
        Add(_noSubscriptions);
        Add(_noSecurityLabels);
        Add(common.Format);
    }

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = GetOptions(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.RestoreAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            RestoreSummary.Write(Host.Out, result);
    }

    internal RestoreOptions GetOptions(ParseResult parse) => new()
    {
        Source = parse.GetValue(_source),
        DumpConfig = parse.GetValue(Common.DumpConfig),
        Database = parse.GetValue(_database),
        Connection = GetConnection(parse),
        Storage = GetStorage(parse),
        Config = parse.GetValue(Common.Config),
        IncludeSchemas = parse.GetList(_includeSchemas),
        ExcludeSchemas = parse.GetList(_excludeSchemas),
        IncludeTables = parse.GetList(_includeTables),
        ExcludeTables = parse.GetList(_excludeTables),
        IncludeData = parse.GetList(_includeData),
        Exclude = parse.GetList(Common.Exclude),
        SkipSections = parse.GetList(_skipSections),
        RoleMap = parse.GetValue(_roleMap),
        TablespaceMap = parse.GetValue(_tablespaceMap),
        PreSwapHooks = parse.GetList(_preSwapHooks),
        Jobs = parse.GetValue(_jobs),
        Engine = parse.GetValue(_engine),
        OnError = parse.GetValue(_onError),
        Wait = parse.GetValue(_wait),
        NoOwner = parse.GetValue(_noOwner),
        NoAcl = parse.GetValue(_noAcl),
        NoComments = parse.GetValue(_noComments),
        NoPublications = parse.GetValue(_noPublications),
        NoSubscriptions = parse.GetValue(_noSubscriptions),
        NoSecurityLabels = parse.GetValue(_noSecurityLabels),
    };

    private static Option<string[]> Names(string name, string kind, string description) => new(name)
    {
        Description = description + " Can be given several times.",
        HelpName = kind,
        Arity = ArgumentArity.OneOrMore,
    };

    private static Option<IReadOnlyDictionary<string, string>?> Map(string name, string description) => new(name)
    {
        Description = description + " Can be given several times.",
        HelpName = "old=new",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            try
            {
                return NameMap.Parse(result.Tokens.Select(token => token.Value), name);
            }
            catch (PgCloneException e)
            {
                result.AddError(e.What);
                return null;
            }
        },
    };

    private static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = $"{description} Default: {words[0]}.", HelpName = string.Join('|', words) };
        return option.AcceptOnlyFromAmong(words);
    }

    private static Option<bool?> Flag(string name, string description) => new(name) { Description = description, HelpName = "true|false" };

    private static int? ParseJobs(ArgumentResult result)
    {
        var word = result.Tokens.Single().Value;
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) && jobs > 0) return jobs;

        result.AddError($"'{word}' is no value for --jobs; it is a number from 1 on.");
        return null;
    }
}
