using System.CommandLine;

namespace PgClone.Tool.Commands;

/// <summary>The options that several verbs share.</summary>
internal sealed class CommonOptions
{
    public Option<Verbosity?> Verbosity { get; } = new ChoiceOption<Verbosity>("--verbosity", "-v")
    {
        Description = "How much to tell on stderr. Default: normal.",
        Recursive = true,
    };

    public Option<string?> Storage { get; } = new("--storage")
    {
        Description = "Where dumps lie: a folder. Default: the setting 'storage', else .pgclone.",
        HelpName = "place",
    };

    public Option<string?> Connection { get; } = new("--connection")
    {
        Description = "The server, as an Npgsql connection string or a postgres:// URL. Other users of this machine can read it in the process list: "
            + "give one that holds a password by --connection-variable.",
        HelpName = "string",
    };

    public Option<string?> ConnectionVariable { get; } = new("--connection-variable")
    {
        Description = "The name of the environment variable that holds the server's connection string.",
        HelpName = "variable",
    };

    /// <summary>For what is done on a server, and not to one of its databases.</summary>
    public Option<string?> ServerOf { get; } = new("--database")
    {
        Description = "The database whose server is meant, where pgclone.json names several.",
        HelpName = "name",
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "The named configuration in pgclone.json. Default: default.",
        HelpName = "name",
    };

    public Option<OutputFormat?> Format { get; } = new ChoiceOption<OutputFormat>("--format")
    {
        Description = "How to write the result to stdout.",
    };

    /// <summary>Adds the ways to name the server, which exclude each other.</summary>
    public void AddConnectionTo(Command command)
    {
        command.Add(Connection);
        command.Add(ConnectionVariable);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Connection) is not null && result.GetResult(ConnectionVariable) is not null)
                result.AddError("--connection and --connection-variable exclude each other.");
        });
    }
}
