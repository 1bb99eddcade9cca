using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Storage;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

/// <summary>A command that copies a dump between the configured store and another one.</summary>
internal abstract class TransferVerb : ChosenDumpVerb
{
    private readonly Option<string> _other;

    protected TransferVerb(string name, string description, string other, string otherDescription, ToolHost host, CommonOptions common)
        : base(name, description, host, common, ByDefaultOfTheSettings)
    {
        _other = new Option<string>(other) { Description = otherDescription, HelpName = "place", Required = true };
        Add(_other);
    }

    protected override bool ChangesSomething => true;

    /// <summary>From where to where.</summary>
    protected abstract TransferOptions Between(string? storage, string? other);

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = GetDump(parse);
        var options = Between(storage, DumpStores.Resolve(parse.GetRequiredValue(_other), Host.Directory)) with { Source = source, DumpConfig = dumpConfig };
        var result = await RunEngineAsync(parse, cloner => cloner.TransferAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            Host.Out.WriteRaw(result.Key.Value);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, Sentence(result));
    }

    private static string Sentence(TransferResult result) => result.IsNew
        ? $"Copied {Quantity.Bytes(result.Bytes)} to {result.Location}{(result.Identity is null ? "" : ", every byte checked")}."
        : $"It lies in {result.Location} already.";
}
