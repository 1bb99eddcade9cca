using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class DoctorVerb : Verb
{
    private readonly Argument<string?> _database = new("database")
    {
        HelpName = "database",
        Description = "The database, by its name or as pgclone.json calls it, that is to be dumped or restored into. Default: the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public DoctorVerb(ToolHost host, CommonOptions common)
        : base("doctor", "Looks at all that dumps and restores need, says what is wrong and what to do, and changes nothing.", host, common)
    {
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone doctor", "Looks at settings, hooks, server, rights, programs, store and pgclone.lock."),
        new("pgclone doctor shop --format json", "Looks at what concerns one database, for a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var findings = await ExamineAsync(parse, cancellationToken).ConfigureAwait(false);
        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, findings);
        else
            FindingList.Write(Host.Out, findings);

        var problems = findings.Count(finding => finding.State == FindingState.Problem);
        if (problems > 0)
            throw new PgCloneException(ErrorCode.ProblemsFound, problems == 1 ? "There is a problem." : $"There are {problems} problems.", advice: "Each is told above, with what to do about it.");
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        PgCloneSettings settings;
        try
        {
            settings = Choose(parse, LoadSettings(parse));
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.InvalidConfiguration)
        {
            // Nobody knows what it was to say: there is nothing else that could be looked at.
            return [new Finding("settings", FindingState.Problem, string.Join(" ", new[] { e.What, e.Where, e.Why }.OfType<string>()), e.Advice)];
        }

        return await new Doctor(settings, NullLogger.Instance).ExamineAsync(cancellationToken).ConfigureAwait(false);
    }

    private PgCloneSettings Choose(ParseResult parse, PgCloneSettings settings)
    {
        var database = parse.GetValue(_database);
        var chosen = settings.Of(database) ?? settings with { Database = database ?? settings.Database };
        if (GetStorage(parse) is { } storage) chosen = chosen with { Storage = storage };
        return GetConnection(parse) is { } connection ? chosen with { Connection = connection, ConnectionOrigin = "the connection that was given" } : chosen;
    }
}
