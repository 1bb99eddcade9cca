using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;

namespace PgClone.Tool.Commands;

/// <summary>A command about one dump, chosen by its key or as the latest of a database.</summary>
internal abstract class ChosenDumpVerb : Verb
{
    private readonly Argument<string?> _source;
    private readonly ChoiceOptions<RestoreChoices> _choices = new([RestoreOptionList.DumpConfig]);

    protected ChosenDumpVerb(string name, string description, ToolHost host, CommonOptions common, string sourceDescription)
        : base(name, description, host, common)
    {
        _source = new Argument<string?>("dump key or database")
        {
            HelpName = "dump key or database",
            Description = sourceDescription,
            Arity = ArgumentArity.ZeroOrOne,
        };
        _source.CompleteDumps(host, common);
        Add(_source);
        _choices.AddTo(this);
        Add(common.Storage);
        Add(common.Format);
    }

    protected static string ByDefaultOfTheSettings =>
        "A dump key as 'pgclone ls' lists them, or a database's name for its latest dump. Default: the setting 'database'.";

    /// <summary>Which dump was chosen, and where it lies.</summary>
    protected (string? Source, string? Storage, string? DumpConfig) GetDump(ParseResult parse) =>
        (parse.GetValue(_source), GetStorage(parse), _choices.Read(parse, new RestoreChoices()).DumpConfig);
}
