using System.CommandLine;

namespace PgClone.Tool.Commands;

/// <summary>The options that several verbs share. An option holds no state of its own: what was given is asked of the parse result.</summary>
internal static class CommonOptions
{
    public static Option<Verbosity?> Verbosity { get; } = new ChoiceOption<Verbosity>("--verbosity", "-v")
    {
        Description = "How much to tell on stderr. Default: normal.",
        Recursive = true,
    };

    public static Option<string?> Storage { get; } = new("--storage")
    {
        Description = "Where dumps lie: a folder. Default: the setting 'storage', else .pgclone.",
        HelpName = "place",
    };

    public static Option<string?> Connection { get; } = new("--connection")
    {
        Description = "The server, as an Npgsql connection string. Other users of this machine can read it in the process list: "
            + "give one that holds a password by --connection-variable.",
        HelpName = "string",
    };

    public static Option<string?> ConnectionVariable { get; } = CreateConnectionVariable();

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "The named configuration in pgclone.json. Default: default.",
        HelpName = "name",
    };

    public static Option<string[]> Exclude { get; } = new("--exclude", "--exclude-model")
    {
        Description = "Leave out this table's rows, but not the table: schema.table, with * and ?. Can be given several times.",
        HelpName = "table",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Option<OutputFormat?> Format { get; } = new ChoiceOption<OutputFormat>("--format")
    {
        Description = "How to write the result to stdout.",
    };

    public static Verbosity GetVerbosity(this ParseResult parse) => parse.GetValue(Verbosity) ?? Tool.Verbosity.Normal;

    /// <summary>The values of an option that can be given several times; null where it was not given, so that the configuration decides.</summary>
    public static IReadOnlyList<string>? GetList(this ParseResult parse, Option<string[]> option) =>
        parse.GetValue(option) is { Length: > 0 } values ? values : null;

    private static Option<string?> CreateConnectionVariable()
    {
        var option = new Option<string?>("--connection-variable")
        {
            Description = "The name of the environment variable that holds the server's connection string.",
            HelpName = "variable",
        };
        option.Validators.Add(result =>
        {
            if (result.GetResult(Connection) is not null)
                result.AddError("--connection and --connection-variable exclude each other.");
        });
        return option;
    }
}
